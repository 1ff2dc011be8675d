import type { ServerResponse } from 'node:http'
import { beginEvents } from './guard.ts'

/** How long changes are gathered before the pages hear of them, in milliseconds. */
const gathering = 250

/** Pages that want to hear that something has changed. */
export type Changes = {
  /** Something has changed. */
  tell(): void
  /** Keeps an answer open, and writes an event to it for every change. */
  follow(response: ServerResponse): void
  /** Ends every answer that is kept open. */
  close(): void
}

export function openChanges(): Changes {
  const followers = new Set<ServerResponse>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const write = () => {
    timer = undefined
    for (const response of followers) response.write('event: changed\ndata:\n\n')
  }
  return {
    tell() {
      if (followers.size > 0 && !isClosed) timer ??= setTimeout(write, gathering)
    },
    follow(response) {
      beginEvents(response)
      if (isClosed) return void response.end()
      followers.add(response)
      response.once('close', () => followers.delete(response))
      // A browser that has lost the connection for a moment asks again after a second.
      response.write('retry: 1000\n\n')
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      for (const response of followers) response.end()
    },
  }
}

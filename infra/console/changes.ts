import type { ServerResponse } from 'node:http'
import { beginEvents } from './guard.ts'

/** How long changes are collected before pages are notified, in milliseconds. */
const delay = 250

/** Notifies open pages that something has changed. */
export type Changes = {
  /** Notifies all pages. */
  notify(): void
  /** Keeps a response open as a stream of server-sent events, one for each notification. */
  follow(response: ServerResponse): void
  /** Ends every open stream. */
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
    notify() {
      if (followers.size > 0 && !isClosed) timer ??= setTimeout(write, delay)
    },
    follow(response) {
      beginEvents(response)
      if (isClosed) return void response.end()
      followers.add(response)
      response.once('close', () => followers.delete(response))
      // How long a browser waits before it connects again, in milliseconds.
      response.write('retry: 1000\n\n')
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      for (const response of followers) response.end()
    },
  }
}

import { setTimeout } from 'node:timers/promises'
import { isObject, type JsonObject, parseJson } from '../../shared/commbox/json.ts'
import type { StackTables } from '../stack-tables.ts'

/** A running receiver, wherever it runs: how to reach it, and what it has stored. */
export type Receiver = {
  /** The URL under which it takes webhooks: no token, no slash at its end. */
  url: string
  token: string
  tables: StackTables
  /** Waits until every message has been processed, and fails where one is left. */
  drained(): Promise<void>
}

/** Posts a body to `<url>/<path>`; each segment of the path is encoded. */
export async function post(
  { url, token }: Receiver,
  path: string,
  body: Buffer,
  init: RequestInit = {},
): Promise<Response> {
  const segments = path.split('/').filter(Boolean).map(encodeURIComponent).join('/')
  // One delivery a millisecond: which came first is then certain.
  await setTimeout(2)
  return await fetch(`${url}${segments && `/${segments}`}?token=${token}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/json' },
    ...init,
  })
}

export async function answerOf(response: Response): Promise<JsonObject> {
  const answer = parseJson(await response.text())
  return isObject(answer) ? answer : {}
}

import { setTimeout } from 'node:timers/promises'
import { isObject, type JsonObject, parseJson } from '../../shared/commbox/json.ts'
import type { StackTables } from '../stack-tables.ts'

/** A running receiver, local or deployed: how to reach it, and what it has stored. */
export type Receiver = {
  /** The webhook URL, without a token and without a slash at its end. */
  url: string
  token: string
  tables: StackTables
  /** Waits until every message is processed, and fails if one is left. */
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
  // At most one delivery a millisecond, so that the order of receipt is certain.
  await setTimeout(2)
  return await fetch(`${url}${segments && `/${segments}`}?token=${token}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/json' },
    ...init,
  })
}

/** The JSON object in a response; empty if there is none. */
export async function answerOf(response: Response): Promise<JsonObject> {
  const answer = parseJson(await response.text())
  return isObject(answer) ? answer : {}
}

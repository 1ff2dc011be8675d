import * as v from 'valibot'
import { CommandError, isUnreachable, systemCode } from '../cli/errors.ts'
import { oneLine } from '../cli/terminal/columns.ts'
import type { Sample } from './samples.ts'

/** The URL to post webhooks to, without a token, and the token. */
export type Target = { url: string; token: string }

/** What became of a posted webhook. */
export type Answer = {
  outcome: 'accepted' | 'quarantined' | 'refused' | 'unanswered'
  status?: number
  id?: string
  /** What was understood, or what is wrong, in one line. */
  text: string
}

const timeoutSeconds = 30

const answerSchema = v.object({
  id: v.optional(v.string()),
  entity: v.optional(v.nullable(v.string())),
  trigger: v.optional(v.nullable(v.string())),
  quarantined: v.optional(v.boolean()),
  reason: v.optional(v.string()),
  title: v.optional(v.string()),
  detail: v.optional(v.string()),
  issues: v.optional(
    v.array(
      v.object({ path: v.string(), expected: v.optional(v.string()), received: v.optional(v.string()) }),
    ),
  ),
})

/**
 * Posts a webhook as CommBox does, the token in the URL.
 *
 * @throws CommandError when nothing at all answers at the address
 */
export async function post(target: Target, sample: Sample): Promise<Answer> {
  const url = new URL(sample.url === '' ? target.url : `${target.url}/${sample.url}`)
  url.searchParams.set('token', target.token)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: sample.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    })
    return answerFrom(response.status, await response.text())
  } catch (error) {
    if (isUnreachable(error)) throw new CommandError(`nothing answers at ${target.url}${adviceFor(url)}`)
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError'
    const why = isTimeout ? `within ${timeoutSeconds} s` : `(${reason(error)})`
    return { outcome: 'unanswered', text: `no answer ${why}` }
  }
}

/** Fetch says no more than that it failed; the reason is in its cause. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
  return systemCode(error) ?? cause ?? 'connection lost'
}

function adviceFor(url: URL): string {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
    ? ': start the local stack with npm start'
    : ''
}

function answerFrom(status: number, body: string): Answer {
  const { id, ...told } = read(body)
  const isAccepted = status >= 200 && status < 300
  const outcome = !isAccepted ? 'refused' : told.quarantined ? 'quarantined' : 'accepted'
  const text = isAccepted
    ? told.quarantined
      ? `kept in quarantine: ${told.reason ?? 'no reason given'}`
      : [told.entity, told.trigger].filter(Boolean).join(' ')
    : problem(told, body)
  return { outcome, status, text: oneLine(text, 300), ...(id ? { id } : {}) }
}

function read(body: string): v.InferOutput<typeof answerSchema> {
  try {
    const parsed = v.safeParse(answerSchema, JSON.parse(body))
    return parsed.success ? parsed.output : {}
  } catch {
    return {}
  }
}

/** A problem body in one line; of an answer that is none of ours, its beginning. */
function problem({ title, detail, issues = [] }: v.InferOutput<typeof answerSchema>, body: string): string {
  const summary = [title, detail].filter(Boolean).join(': ')
  const places = issues.map(({ path, expected, received }) =>
    [path, expected && `expected ${expected}`, received && `received ${received}`].filter(Boolean).join(', '),
  )
  const list = places.length > 0 ? ` (${places.join('; ')})` : ''
  return `${summary || oneLine(body, 100)}${list}`
}

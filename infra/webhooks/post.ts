import * as v from 'valibot'
import { DeploymentError, isUnreachable, systemCode } from '../deployment/errors.ts'
import { oneLine } from '../text/one-line.ts'
import type { Sample } from './samples.ts'

/** Where to post to: a URL without a token, and the token to send. */
export type Target = { url: string; token: string }

/** The answer to a posted webhook. */
export type Answer = {
  outcome: 'accepted' | 'quarantined' | 'refused' | 'unanswered'
  status?: number
  id?: string
  /** What was understood or what is wrong, in one line. */
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
 * Posts a webhook as CommBox does, with the token in the URL.
 *
 * @throws DeploymentError if nothing answers at the address
 */
export async function post(target: Target, sample: Pick<Sample, 'url' | 'body'>): Promise<Answer> {
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
    if (isUnreachable(error)) throw new DeploymentError(`nothing answers at ${target.url}${adviceFor(url)}`)
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError'
    const why = isTimeout ? `within ${timeoutSeconds} s` : `(${reason(error)})`
    return { outcome: 'unanswered', text: `no answer ${why}` }
  }
}

/** Fetch's own error says only that it failed; the reason is in its cause. */
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
  const { id, ...answer } = parseAnswer(body)
  const isAccepted = status >= 200 && status < 300
  const outcome = !isAccepted ? 'refused' : answer.quarantined ? 'quarantined' : 'accepted'
  const text = isAccepted
    ? answer.quarantined
      ? `quarantined: ${answer.reason ?? 'no reason given'}`
      : [answer.entity, answer.trigger].filter(Boolean).join(' ')
    : problem(answer, body)
  return { outcome, status, text: oneLine(text, 300), ...(id ? { id } : {}) }
}

function parseAnswer(body: string): v.InferOutput<typeof answerSchema> {
  try {
    const parsed = v.safeParse(answerSchema, JSON.parse(body))
    return parsed.success ? parsed.output : {}
  } catch {
    return {}
  }
}

/** A problem document in one line; if the answer is not one, its beginning. */
function problem({ title, detail, issues = [] }: v.InferOutput<typeof answerSchema>, body: string): string {
  const summary = [title, detail].filter(Boolean).join(': ')
  const places = issues.map(({ path, expected, received }) =>
    [path, expected && `expected ${expected}`, received && `received ${received}`].filter(Boolean).join(', '),
  )
  const list = places.length > 0 ? ` (${places.join('; ')})` : ''
  return `${summary || oneLine(body, 100)}${list}`
}

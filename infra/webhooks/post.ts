import { DeploymentError, isUnreachable, systemCode } from '../deployment/errors.ts'
import { type Answer, answerFrom } from './answer.ts'
import type { Sample } from './samples.ts'

/** Where to post to: a URL without a token, and the token to send. */
export type Target = { url: string; token: string }

const timeoutSeconds = 30

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

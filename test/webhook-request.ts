import { createHash } from 'node:crypto'
import { type AccessPolicy, admit } from '../shared/ingest/admit.ts'
import type { TokenHash } from '../shared/ingest/authenticate.ts'
import { receive, type WebhookRequest } from '../shared/ingest/ingest.ts'
import * as otherBodies from '../shared/ingest/other-bodies.ts'
import type { Outcome } from '../shared/ingest/outcome.ts'

/** A token that `authenticHashes` accepts. */
export const authenticToken = 'a-token-for-tests'

export const authenticHashes: TokenHash[] = [
  { label: 'tests', sha256: createHash('sha256').update(authenticToken).digest() },
]

/** A POST of a body to `/webhooks/<url>`, as the gateway hands it over. */
export function webhookRequest(
  url: string,
  body: Buffer,
  receivedAt: string,
  requestId = 'request-1',
): WebhookRequest {
  const [entity, trigger] = url.split('/')
  return {
    method: 'POST',
    path: `/webhooks${url && `/${url}`}`,
    address: { entity: entity || undefined, trigger },
    queryToken: authenticToken,
    ...otherBodies.decodeBody(body.toString('base64'), true),
    others: otherBodies,
    requestId,
    sourceIp: '127.0.0.1',
    receivedAt,
  }
}

/** The label of a request's token, and the outcome, as the ingest function decides it. */
export function ingest(request: WebhookRequest, policy: AccessPolicy): { label?: string; outcome: Outcome } {
  const { token, refusal } = admit(request, policy)
  return {
    ...(token ? { label: token.label } : {}),
    outcome: refusal ?? receive(request, [policy, token?.scope ?? {}]),
  }
}

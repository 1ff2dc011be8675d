import { createHash } from 'node:crypto'
import type { TokenHash } from '../shared/ingest/authenticate.ts'
import { rawBody } from '../shared/ingest/body.ts'
import type { WebhookRequest } from '../shared/ingest/ingest.ts'

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
    raw: rawBody(body.toString('base64'), true),
    requestId,
    sourceIp: '127.0.0.1',
    receivedAt,
  }
}

import { createHash } from 'node:crypto'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { TokenHash } from '../../../shared/ingest/authenticate.ts'
import type { WebhookRequest } from '../../../shared/ingest/ingest.ts'

/** A token of 256 bits, as the URL of a subscription has it. */
export const token = '8Jx0mHkqv5yWb1nT3cRz7uLd9eFgSaQpXoViKtYhN2M'

/** Later than every time in the fixtures. */
export const received = '2025-01-02T12:00:00.000Z'

export function hashOf(text: string, label = 'first'): TokenHash {
  return { label, sha256: createHash('sha256').update(text).digest() }
}

export const hashes = [hashOf(token)]

/** A POST with a good token to /webhooks, or wherever it says. */
export function post(body: unknown, more: Partial<WebhookRequest> = {}): WebhookRequest {
  return {
    method: 'POST',
    path: '/webhooks',
    address: {},
    queryToken: token,
    raw: { body: typeof body === 'string' ? body : JSON.stringify(body) },
    requestId: 'delivery-1',
    sourceIp: '192.0.2.1',
    receivedAt: received,
    ...more,
  }
}

/** The same as the gateway hands it to a function: payload format 2.0 of an HTTP API. */
export function gatewayEvent(
  body: unknown,
  more: Partial<APIGatewayProxyEventV2> = {},
  method = 'POST',
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/webhooks',
    rawQueryString: `token=${token}`,
    headers: {},
    queryStringParameters: { token },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path: '/webhooks', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'CommBox' },
      requestId: 'delivery-1',
      routeKey: '$default',
      stage: '$default',
      time: '02/Jan/2025:12:00:00 +0000',
      timeEpoch: Date.parse(received),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    ...more,
  }
}

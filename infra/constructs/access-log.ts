import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'

/**
 * One line of the access log. `id` is the delivery id, so that a line joins with our logs, the answer and the row.
 * `$context.path` is without the query string; no variable that holds one may be added, since a token stands there.
 */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    id: '$context.requestId',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    latency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    integrationError: '$context.integrationErrorMessage',
    error: '$context.error.message',
    sourceIp: '$context.identity.sourceIp',
  }),
)

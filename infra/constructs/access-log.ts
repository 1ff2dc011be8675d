import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'

/**
 * One line of the access log. `id` is the delivery id, which the functions' logs, the answer and the row have too.
 * `$context.path` excludes the query string. Add no variable that includes it: the query string holds the token.
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

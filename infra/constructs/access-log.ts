import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'

/**
 * One line of the access log. `id` is the delivery id, which the functions' logs, the answer and the row have too. No
 * variable that a sender can write: API Gateway does not escape them, so that a path could forge fields or hold a token
 * (`/webhooks/object/onnew&token=…`). The log of the ingest function has what is known of the path.
 */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    id: '$context.requestId',
    method: '$context.httpMethod',
    status: '$context.status',
    latency: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
    error: '$context.error.message',
    sourceIp: '$context.identity.sourceIp',
  }),
)

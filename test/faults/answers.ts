import { picked } from './chance.ts'

/** An answer over HTTP. */
export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

const throttlings = {
  dynamoDb: ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'],
  sqs: ['RequestThrottled', 'ThrottlingException'],
} as const

export type Service = keyof typeof throttlings

/** DynamoDB, or SQS, asks to slow down. */
export function throttled(service: Service, at: number): Answer {
  const name: string = picked<string>(throttlings[service], at)
  return refusal(service, 400, name, 'Rate exceeded')
}

export function serverError(service: Service, at: number): Answer {
  return at < 0.5
    ? refusal(service, 500, 'InternalServerError', 'The request could not be processed.')
    : refusal(service, 503, 'ServiceUnavailable', 'The service is temporarily unavailable.')
}

/** DynamoDB does not take such a request, however often it is made. */
export function invalid(message: string): Answer {
  return refusal('dynamoDb', 400, 'ValidationException', message)
}

/** The condition of a write does not hold, and `item` is there, in DynamoDB's own JSON. */
export function conflict(item: unknown): Answer {
  const name = 'ConditionalCheckFailedException'
  return refusal('dynamoDb', 400, name, 'The conditional request failed', { Item: item })
}

export function succeeded(body: object): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body),
  }
}

function refusal(service: Service, status: number, name: string, message: string, more: object = {}): Answer {
  const space = service === 'sqs' ? 'com.amazonaws.sqs' : 'com.amazonaws.dynamodb.v20120810'
  const fault = status < 500 ? 'Sender' : 'Receiver'
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      ...(service === 'sqs' ? { 'x-amzn-query-error': `${name};${fault}` } : {}),
    },
    body: JSON.stringify({ __type: `${space}#${name}`, message, ...more }),
  }
}

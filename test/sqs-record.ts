import type { SQSRecord } from 'aws-lambda'

/** A message as a queue hands it to a consumer. */
export function sqsRecord(body: string, messageId: string, receives = 1): SQSRecord {
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1717918127000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1717918127000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
    awsRegion: 'us-east-1',
  }
}

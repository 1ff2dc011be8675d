import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

const sqs = new SQSClient({})

/** The least that a webhook receiver can do: it parses the body and queues it. No token, no validation, no log. */
export async function handler(event: APIGatewayProxyEventV2) {
  const payload: unknown = JSON.parse(event.body ?? '')
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.OBJECT_QUEUE_URL, MessageBody: JSON.stringify(payload) }),
  )
  return { statusCode: 200 }
}

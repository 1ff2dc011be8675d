import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

/** One call of each service that the functions use, as a bundle makes it. */
export async function handler(): Promise<void> {
  await new SQSClient({ maxAttempts: 1 }).send(
    new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: 'hello' }),
  )
  await new DynamoDBClient({ maxAttempts: 1 }).send(
    new GetItemCommand({ TableName: 'Table', Key: { id: { S: '1' } } }),
  )
}

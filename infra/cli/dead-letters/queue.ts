import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { chunks } from '../../../shared/dynamodb/database.ts'

export type QueueFacts = {
  arn: string
  /** Messages that can be received. The local stack counts those that are being looked at as well. */
  messages: number
}

/** What SQS says of a queue; its counts are approximate, and some seconds old. */
export async function factsOf(queues: SQSClient, QueueUrl: string): Promise<QueueFacts> {
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
    }),
  )
  return { arn: Attributes.QueueArn ?? '', messages: Number(Attributes.ApproximateNumberOfMessages ?? 0) }
}

/** So many messages are looked at, at the most. */
export const mostLookedAt = 100

/** How long messages are hidden while they are looked at, should this process not come to give them back. */
const hiddenSeconds = 20

/** Messages of a queue, which stay in it: they are received, and given back at once. */
export async function lookAt(queues: SQSClient, QueueUrl: string, expected: number): Promise<Message[]> {
  const found = new Map<string, Message>()
  const wanted = Math.min(expected, mostLookedAt)
  try {
    while (found.size < wanted) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(10, wanted - found.size),
          VisibilityTimeout: hiddenSeconds,
          // All servers of SQS are asked only where one waits.
          WaitTimeSeconds: 1,
          AttributeNames: ['All'],
        }),
      )
      if (Messages.length === 0) break
      for (const message of Messages) found.set(message.MessageId ?? '', message)
    }
    return [...found.values()]
  } finally {
    await giveBack(queues, QueueUrl, [...found.values()])
  }
}

async function giveBack(queues: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (const chunk of chunks(messages, 10)) {
    const Entries = chunk.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }))
    // Where that fails they come back by themselves.
    await queues.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => {})
  }
}

/** When a message was sent to the queue that gave it up: ISO 8601 UTC. */
export function sentAt({ Attributes = {} }: Message): string {
  return new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString()
}

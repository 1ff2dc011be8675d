import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { chunks } from '../../../shared/runtime/in-order.ts'

export type QueueStatus = {
  arn: string
  /** Messages that can be received. The local stack counts those that are hidden as well. */
  messages: number
}

/** Reads the ARN and the number of messages of a queue. The number is approximate and some seconds old. */
export async function readQueueStatus(queues: SQSClient, QueueUrl: string): Promise<QueueStatus> {
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
    }),
  )
  return { arn: Attributes.QueueArn ?? '', messages: Number(Attributes.ApproximateNumberOfMessages ?? 0) }
}

/** At most so many messages of a queue are read, unless a command says otherwise. */
const mostRead = 100

/** How long SQS hides the messages if this process ends before it returns them. */
const hiddenSeconds = 20

/**
 * Reads messages that stay in their queue: they are received, and made visible again at once, or after `work` with them.
 */
export async function receiveAndReturn(
  queues: SQSClient,
  QueueUrl: string,
  expected: number,
  work: (messages: readonly Message[]) => Promise<void> = async () => {},
  most = mostRead,
): Promise<Message[]> {
  const found = new Map<string, Message>()
  const wanted = Math.min(expected, most)
  try {
    while (found.size < wanted) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(10, wanted - found.size),
          VisibilityTimeout: hiddenSeconds,
          // Long polling: only then SQS asks all of its servers.
          WaitTimeSeconds: 1,
          AttributeNames: ['All'],
        }),
      )
      if (Messages.length === 0) break
      for (const message of Messages) found.set(message.MessageId ?? '', message)
    }
    await work([...found.values()])
    return [...found.values()]
  } finally {
    await makeVisible(queues, QueueUrl, [...found.values()])
  }
}

async function makeVisible(queues: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (const chunk of chunks(messages, 10)) {
    const Entries = chunk.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }))
    // If this fails, they become visible after `hiddenSeconds`.
    await queues.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => {})
  }
}

/** Returns when a message was sent to its source queue, in ISO 8601 UTC. */
export function sentAt({ Attributes = {} }: Message): string {
  return new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString()
}

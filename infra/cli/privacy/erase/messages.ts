import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { pipelines } from '../../../../shared/runtime/names.ts'
import type { Stores } from '../stores.ts'

/** How long a message is hidden from others while its queue is read, in seconds. */
const hiddenSeconds = 120

/**
 * Deletes messages from every queue and every dead-letter queue; the others are received once more than before.
 *
 * @returns how many were deleted
 */
export async function eraseMessages(stores: Stores, isOf: (body: string) => boolean): Promise<number> {
  const { deployment } = stores
  const urls = pipelines.flatMap((pipeline) => [
    deployment.queueUrl(pipeline),
    deployment.deadLetterQueueUrl(pipeline),
  ])
  const counts = await Promise.all(urls.map((url) => eraseIn(stores, url, isOf)))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function eraseIn(
  { queues }: Stores,
  QueueUrl: string,
  isOf: (body: string) => boolean,
): Promise<number> {
  const others = new Map<string, Message>()
  let count = 0
  try {
    for (let isNew = true; isNew; ) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: hiddenSeconds,
          // Long polling: only then SQS asks all of its servers.
          WaitTimeSeconds: 1,
        }),
      )
      isNew = false
      for (const message of Messages) {
        const { Body = '', MessageId = '', ReceiptHandle } = message
        isNew ||= !others.has(MessageId)
        if (!isOf(Body)) {
          others.set(MessageId, message)
          continue
        }
        await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        count += 1
      }
    }
    return count
  } finally {
    // If this fails, they become visible after `hiddenSeconds`.
    for (const { ReceiptHandle } of others.values())
      await queues
        .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
        .catch(() => {})
  }
}

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { pipelines } from '../../../../shared/runtime/names.ts'
import type { Deployment } from '../../../deployment/outputs-file.ts'
import type { Stores } from '../stores.ts'

/** How long a message is hidden from others while its queue is read, in seconds. */
const hiddenSeconds = 120

/** The clocks of SQS and of this machine may differ by as much, in milliseconds. */
const minute = 60_000

/**
 * Deletes messages from every queue and every dead-letter queue; the others are received once more than before. What
 * is sent after the beginning is not waited for, so that traffic does not prolong it.
 *
 * @returns how many were deleted
 */
export async function eraseMessages(
  stores: Pick<Stores, 'queues'> & { deployment: Pick<Deployment, 'queueUrl' | 'deadLetterQueueUrl'> },
  isOf: (body: string) => boolean,
): Promise<number> {
  const { deployment } = stores
  const urls = pipelines.flatMap((pipeline) => [
    deployment.queueUrl(pipeline),
    deployment.deadLetterQueueUrl(pipeline),
  ])
  const counts = await Promise.all(urls.map((url) => eraseIn(stores, url, isOf)))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function eraseIn(
  { queues }: Pick<Stores, 'queues'>,
  QueueUrl: string,
  isOf: (body: string) => boolean,
): Promise<number> {
  const others = new Map<string, Message>()
  const end = Date.now() + minute
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
          AttributeNames: ['All'],
        }),
      )
      isNew = false
      for (const message of Messages) {
        const { Body = '', MessageId = '', ReceiptHandle, Attributes } = message
        isNew ||= !others.has(MessageId) && Number(Attributes?.SentTimestamp) <= end
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

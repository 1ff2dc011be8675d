import type { SQSClient } from '@aws-sdk/client-sqs'
import { type LocalQueue, messagesIn } from './queues.ts'
import { shortName } from './resources.ts'

/** The messages that a queue still holds. */
export type Remainder = { queue: string; messages: number; isDeadLetter: boolean }

/**
 * Waits until the queues that a function reads are empty, at most `seconds`. Returns what any queue still holds.
 * They must be empty twice in a row: a function may send a message to a queue that was already counted before the
 * message that caused it is deleted from another.
 */
export async function drain(
  client: SQSClient,
  queues: readonly LocalQueue[],
  served: ReadonlySet<LocalQueue>,
  seconds: number,
): Promise<Remainder[]> {
  const end = Date.now() + seconds * 1000
  const deadLetterArns = new Set(queues.map(({ deadLetterArn }) => deadLetterArn))
  for (let empty = 0; ; ) {
    const counts = await Promise.all(
      queues.map(async (queue) => ({ queue, messages: await messagesIn(client, queue.url) })),
    )
    empty = counts.some(({ queue, messages }) => served.has(queue) && messages > 0) ? 0 : empty + 1
    if (empty === 2 || Date.now() >= end) {
      return counts
        .filter(({ messages }) => messages > 0)
        .map(({ queue, messages }) => ({
          queue: shortName(queue.id),
          messages,
          isDeadLetter: deadLetterArns.has(queue.arn),
        }))
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

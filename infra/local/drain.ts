import type { SQSClient } from '@aws-sdk/client-sqs'
import { type LocalQueue, messagesIn } from './queues.ts'
import { shortName } from './resources.ts'

/** Messages that a queue still holds. */
export type Remainder = { queue: string; messages: number; isDeadLetter: boolean }

/**
 * Waits for the queues that a function reads, `seconds` at the most, and gives what any queue still holds. Empty twice in a row is empty: a function may put a message into
 * one queue, already looked at, before the message that made it is deleted from another.
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

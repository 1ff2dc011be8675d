import { setTimeout } from 'node:timers/promises'
import type { LocalQueue } from './queues.ts'
import { shortName } from './resources.ts'

/** The messages that a queue still holds. */
export type Remainder = { queue: string; messages: number; isDeadLetter: boolean }

/** Waits until the queues that a function reads are empty, at most `seconds`. Returns what any queue still holds. */
export async function drain(
  queues: readonly LocalQueue[],
  served: ReadonlySet<LocalQueue>,
  seconds: number,
): Promise<Remainder[]> {
  const end = Date.now() + seconds * 1000
  while (served.values().some(({ messages }) => messages.size() > 0) && Date.now() < end) await setTimeout(5)
  const deadLetterArns = new Set(queues.map(({ deadLetterArn }) => deadLetterArn))
  return queues
    .map(({ id, arn, messages }) => ({
      queue: shortName(id),
      messages: messages.size(),
      isDeadLetter: deadLetterArns.has(arn),
    }))
    .filter(({ messages }) => messages > 0)
}

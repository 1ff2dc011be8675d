import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { columns } from '../terminal/columns.ts'
import { ageText } from '../terminal/count.ts'
import { type Io, paint } from '../terminal/io.ts'
import { factsOf, lookAt, sentAt } from './queue.ts'

/** A dead-letter queue: how many messages it holds, and since when the oldest of those that were looked at. */
type Listed = { queue: Pipeline; messages: number; lookedAt: number; oldest?: string }

/** Prints for each dead-letter queue how many messages it holds, and how old the oldest is. */
export async function listDeadLetters(
  deployment: Deployment,
  { json }: { json?: true },
  io: Io,
): Promise<void> {
  const listed = await withQueues(deployment, (queues) =>
    Promise.all(
      pipelines.map(async (queue): Promise<Listed> => {
        const url = deployment.deadLetterQueueUrl(queue)
        const { messages } = await factsOf(queues, url)
        const seen = await lookAt(queues, url, messages)
        const [oldest] = seen.map(sentAt).sort()
        return { queue, messages, lookedAt: seen.length, ...(oldest ? { oldest } : {}) }
      }),
    ),
  )
  if (json) return io.out(JSON.stringify(listed, null, 2))
  const now = Date.now()
  const [heading = '', ...rows] = columns([
    ['Queue', 'Messages', 'Oldest'],
    ...listed.map((each) => [each.queue.toLowerCase(), String(each.messages), oldestText(each, now)]),
  ])
  io.out(paint(io, 'bold', heading))
  for (const row of rows) io.out(row)
}

function oldestText({ messages, lookedAt, oldest }: Listed, now: number): string {
  if (oldest === undefined) return messages > 0 ? 'being looked at by somebody else' : '-'
  const age = ageText(now - Date.parse(oldest))
  return lookedAt < messages ? `${age}, of ${lookedAt} that were looked at` : age
}

import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { ageText } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printTable } from '../terminal/table.ts'
import { readQueueStatus, receiveAndReturn, sentAt } from './queue.ts'

/** A dead-letter queue: its number of messages, how many were read, and the age of the oldest of those. */
type Listed = { queue: Pipeline; messages: number; read: number; oldest?: string }

/** Prints for each dead-letter queue how many messages it has, and how old the oldest is. */
export async function listDeadLetters(deployment: Deployment, { json }: JsonOptions, io: Io): Promise<void> {
  const listed = await withQueues(deployment, (queues) =>
    Promise.all(
      pipelines.map(async (queue): Promise<Listed> => {
        const url = deployment.deadLetterQueueUrl(queue)
        const { messages } = await readQueueStatus(queues, url)
        const read = await receiveAndReturn(queues, url, messages)
        const [oldest] = read.map(sentAt).sort()
        return { queue, messages, read: read.length, ...(oldest ? { oldest } : {}) }
      }),
    ),
  )
  if (json) return printJson(io, listed)
  const now = Date.now()
  await printTable(
    io,
    ['Queue', 'Messages', 'Oldest'],
    listed.map((each) => [each.queue.toLowerCase(), String(each.messages), oldestText(each, now)]),
  )
}

function oldestText({ messages, read, oldest }: Listed, now: number): string {
  if (oldest === undefined) return messages > 0 ? 'unknown: somebody else is reading' : '-'
  const age = ageText(now - Date.parse(oldest))
  return read < messages ? `${age}, of ${read} that were read` : age
}

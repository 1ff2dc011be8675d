import { setTimeout } from 'node:timers/promises'
import type { Message } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { failuresIn } from '../../infra/local/event-sources.ts'
import { sqsRecord } from '../sqs-record.ts'
import { chance } from './chance.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { Queue } from './queues.ts'
import type { Faults } from './schedule.ts'

/** A queue, where it leaves what it gives up, and the environments of its consumer. */
export type EventSource = {
  queue: Queue
  deadLetters: Queue
  /** Each takes batches, one after another. */
  environments: readonly ExecutionEnvironment[]
}

/** What was handed over, by message id. `halved`: by one of two consumers that had it at once it was not stored. */
export type Handed = Map<string, { body: string; receives: number; halved?: true }>

/** In so many of a hundred batches, something happens to them. */
const killed = 0.12
const doubled = 0.1
const forgotten = 0.06

/** An invocation is killed after at most so many calls. */
const mostCalls = 14

/**
 * Does what Lambda's event source mapping does, until the queue is empty: hands batches to the function, deletes
 * what succeeded and lets the rest come again. With a seed, functions are killed, batches are handed over twice
 * at once, and some come again although they have succeeded.
 */
export async function work(
  source: EventSource,
  faults: Faults,
  handed: Handed,
  seed?: number,
): Promise<void> {
  const { queue, environments } = source
  let batches = 0

  async function consume(environment: ExecutionEnvironment): Promise<void> {
    for (;;) {
      const messages = await queue.receive()
      if (messages.length > 0) await handOver(environment, messages)
      else if (await queue.isEmpty()) return
      else await setTimeout(20)
    }
  }

  async function handOver(environment: ExecutionEnvironment, messages: Message[]): Promise<void> {
    const records = messages.map(recordOf)
    const received = records
      .map(({ body, attributes }) => `${attributes.ApproximateReceiveCount} ${body}`)
      .join()
    const draw = (what: string) => (seed === undefined ? 1 : chance(seed, what, received))
    // The first three batches have one fault each, so that no seed leaves one out.
    const batch = seed === undefined ? 0 : ++batches
    for (const { messageId, body } of records) {
      const before = handed.get(messageId)
      handed.set(messageId, { ...before, body, receives: (before?.receives ?? 0) + 1 })
    }
    const calls =
      batch === 1 ? 0 : draw('killed') < killed ? Math.floor(draw('calls') * mostCalls) : undefined
    const invocations = [invoke(environment, records, calls)]
    const other = environments[(environments.indexOf(environment) + 1) % environments.length]
    if (other && (batch === 2 || draw('doubled') < doubled)) {
      faults.count('doubled')
      invocations.push(invoke(other, records))
    }
    const failures = await Promise.all(invocations)
    // What one of two invocations managed is deleted, whatever the other says.
    const isFailed = ({ MessageId = '' }: Message) => failures.every((failed) => failed.has(MessageId))
    for (const { MessageId = '' } of messages) {
      const message = handed.get(MessageId)
      const isHalved = new Set(failures.map((each) => each.has(MessageId))).size > 1
      if (isHalved && message) message.halved = true
    }
    const { failed = [], done = [] } = Object.groupBy(messages, (m) => (isFailed(m) ? 'failed' : 'done'))
    if (batch === 3 || draw('forgotten') < forgotten) {
      faults.count('forgotten')
      await queue.release(messages)
    } else {
      await queue.remove(done)
      await queue.release(failed)
    }
  }

  await Promise.all(environments.map(consume))
}

/** The messages of a batch that failed: all of them where the function was killed. */
async function invoke(
  environment: ExecutionEnvironment,
  Records: SQSRecord[],
  calls?: number,
): Promise<ReadonlySet<string>> {
  const ids = Records.map(({ messageId }) => messageId)
  try {
    return failuresIn(await environment.invoke({ Records }, calls), ids)
  } catch {
    return new Set(ids)
  }
}

function recordOf({ MessageId = '', Body = '', Attributes = {} }: Message): SQSRecord {
  const record = sqsRecord(Body, MessageId)
  return { ...record, attributes: { ...record.attributes, ...Attributes } }
}

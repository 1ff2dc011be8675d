import { setTimeout } from 'node:timers/promises'
import { environmentsAtMost } from './environments.ts'
import { type EventSource, failuresIn, recordOf } from './event-sources.ts'
import { messageOf } from './local-error.ts'
import type { Log } from './log.ts'
import { shortName } from './resources.ts'
import type { Received } from './sqs-queue.ts'

/** How long a poller waits for messages until it asks again, in seconds. */
const wait = 20

/**
 * Polls a queue and invokes its function with the messages until it is stopped, with several batches at once: one of
 * what is there, further ones only if they are full, since small batches cost more a message. Deletes messages that
 * succeeded; those that failed become visible again after `retryDelay` seconds, on AWS after the queue's visibility
 * timeout.
 */
export function startPoller(
  source: EventSource,
  { retryDelay, log, onProcessed }: { retryDelay: number; log: Log; onProcessed: () => void },
) {
  const stopped = new AbortController()
  const label = shortName(source.fn.props.id)

  async function run(least: number): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const messages = await receiveBatch(source, least, stopped.signal)
        if (messages.length === 0) continue
        await processBatch(source, messages, retryDelay, log)
        onProcessed()
      } catch (error) {
        log.error(label, `The queue cannot be read: ${messageOf(error)}`)
        await setTimeout(1000)
      }
    }
  }
  const done = Array.from({ length: environmentsAtMost }, (_, lane) => run(lane === 0 ? 1 : source.batchSize))
  return {
    /** Stops waiting for messages, and resolves when the current batches are finished. */
    async stop(): Promise<void> {
      stopped.abort()
      await Promise.all(done)
    },
  }
}

/** Receives up to `batchSize` messages, as soon as there are `least`; fewer if the window ends before. */
async function receiveBatch(
  { queue: { messages }, batchSize, window }: EventSource,
  least: number,
  stop: AbortSignal,
): Promise<Received[]> {
  const batch = await messages.receive({ most: batchSize, least, seconds: wait, stop })
  const end = Date.now() + window * 1000
  while (batch.length > 0 && batch.length < batchSize && Date.now() < end) {
    const seconds = (end - Date.now()) / 1000
    batch.push(...(await messages.receive({ most: batchSize - batch.length, seconds, stop })))
    if (stop.aborted) break
  }
  return batch
}

async function processBatch(
  source: EventSource,
  messages: readonly Received[],
  retryDelay: number,
  log: Log,
): Promise<void> {
  const ids = messages.map(({ MessageId }) => MessageId)
  let failed: ReadonlySet<string>
  try {
    const result = await source.fn.invoke({ Records: messages.map((message) => recordOf(message, source)) })
    failed = source.partialFailures ? failuresIn(result, ids) : new Set()
    if (failed.size > 0) {
      log.error(
        shortName(source.fn.props.id),
        `${failed.size} of ${ids.length} messages failed and will be retried.`,
      )
    }
  } catch {
    // The reason is in the function's log.
    failed = new Set(ids)
  }
  for (const { MessageId, ReceiptHandle } of messages) {
    if (failed.has(MessageId)) source.queue.messages.release(ReceiptHandle, retryDelay)
    else source.queue.messages.delete(ReceiptHandle)
  }
}

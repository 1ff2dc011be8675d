import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { type EventSource, failuresIn, recordOf } from './event-sources.ts'
import { messageOf } from './local-error.ts'
import type { Log } from './log.ts'
import { shortName } from './resources.ts'

/**
 * Invokes a function with the messages of its queue, one batch after another, until told to stop: deletes what
 * succeeded, and shows what failed again after `retryDelay` seconds.
 *
 * That delay is a difference from AWS, where a failed message is shown again when the queue's visibility timeout
 * has passed. Another is that AWS invokes several batches at once.
 */
export function startPoller(
  client: SQSClient,
  source: EventSource,
  { retryDelay, log, onProcessed }: { retryDelay: number; log: Log; onProcessed: () => void },
) {
  const stopped = new AbortController()
  const label = shortName(source.fn.props.id)

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const messages = await receiveBatch(client, source, stopped.signal)
        if (messages.length === 0) continue
        await processBatch(client, source, messages, retryDelay, log)
        onProcessed()
      } catch (error) {
        if (stopped.signal.aborted) return
        log.error(label, `The queue cannot be read: ${messageOf(error)}`)
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
  }
  const done = run()
  return {
    /** Breaks off a wait for messages; a batch that is being processed is finished. */
    async stop(): Promise<void> {
      stopped.abort()
      await done
    },
  }
}

/** Up to `batchSize` messages: at once where some are there, else after a second at the latest. */
async function receiveBatch(client: SQSClient, source: EventSource, stop: AbortSignal): Promise<Message[]> {
  const receive = async (count: number, seconds: number) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: source.queue.url,
      MaxNumberOfMessages: Math.min(count, 10),
      WaitTimeSeconds: seconds,
      // The emulator knows these by their older name only.
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    return (await client.send(command, { abortSignal: stop })).Messages ?? []
  }
  const { batchSize, window } = source
  const batch = await receive(batchSize, 0)
  // The emulator waits until it has as many messages as were asked for: one is what ends the wait at once.
  if (batch.length === 0) batch.push(...(await receive(1, 1)))
  else if (window === 0 && batchSize <= 10) return batch
  const end = Date.now() + window * 1000
  while (batch.length > 0 && batch.length < batchSize) {
    const more = await receive(batchSize - batch.length, Math.ceil(Math.max(0, end - Date.now()) / 1000))
    batch.push(...more)
    if (more.length === 0 && Date.now() >= end) break
  }
  return batch
}

async function processBatch(
  client: SQSClient,
  source: EventSource,
  messages: readonly Message[],
  retryDelay: number,
  log: Log,
): Promise<void> {
  const ids = messages.map(({ MessageId = '' }) => MessageId)
  let failed: ReadonlySet<string>
  try {
    const result = await source.fn.invoke({ Records: messages.map((message) => recordOf(message, source)) })
    failed = source.partialFailures ? failuresIn(result, ids) : new Set()
    if (failed.size > 0) {
      log.error(
        shortName(source.fn.props.id),
        `${failed.size} of ${ids.length} messages failed and come again.`,
      )
    }
  } catch {
    // The function has logged why.
    failed = new Set(ids)
  }
  const entries = (wanted: (id: string) => boolean) =>
    messages
      .filter(({ MessageId = '' }) => wanted(MessageId))
      .map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }))
  const QueueUrl = source.queue.url
  for (const Entries of tens(entries((id) => !failed.has(id)))) {
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
  for (const batch of tens(entries((id) => failed.has(id)))) {
    const Entries = batch.map((entry) => ({ ...entry, VisibilityTimeout: retryDelay }))
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
  }
}

function tens<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / 10) }, (_, index) =>
    items.slice(index * 10, index * 10 + 10),
  )
}

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
 * Polls a queue and invokes its function with the messages, one batch at a time, until it is stopped. Deletes messages
 * that succeeded; those that failed become visible again after `retryDelay` seconds.
 *
 * AWS differs in two ways: failed messages become visible again after the queue's visibility timeout, and several
 * batches are processed at once.
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
    /** Stops waiting for messages, and resolves when the current batch is finished. */
    async stop(): Promise<void> {
      stopped.abort()
      await done
    },
  }
}

/** Receives up to `batchSize` messages: at once if there are any, else after at most one second. */
async function receiveBatch(client: SQSClient, source: EventSource, stop: AbortSignal): Promise<Message[]> {
  const receive = async (count: number, seconds: number) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: source.queue.url,
      MaxNumberOfMessages: Math.min(count, 10),
      WaitTimeSeconds: seconds,
      // The emulator supports only the older name of this parameter.
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    return (await client.send(command, { abortSignal: stop })).Messages ?? []
  }
  const { batchSize, window } = source
  const batch = await receive(batchSize, 0)
  // The emulator waits for as many messages as were requested: with one, the first message ends the wait.
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
        `${failed.size} of ${ids.length} messages failed and will be retried.`,
      )
    }
  } catch {
    // The reason is in the function's log.
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

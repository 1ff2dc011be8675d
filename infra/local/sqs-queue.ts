import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { createRequestHandler } from 'local-aws-sqs'

type Queue = ReturnType<typeof createRequestHandler>['service']['Queues'][number]

/** A message in the emulator's form. Binary values are base64. */
export type Received = {
  MessageId: string
  MessageBody: string
  MD5OfMessageBody: string
  ReceiptHandle: string
  attributes: Record<string, string>
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>
}

/** A message as the emulator holds it. It can be received if it is visible and no longer delayed. */
type Held = { visible: boolean; delayed: boolean; record: Received }

/** Receives at most `most` messages: at once if there are `least`, else what is there after so many seconds. */
export type Receive = { most: number; least?: number; seconds: number; stop?: AbortSignal }

/** A queue for the parts of the stack that run in this process: what their requests would do, without HTTP. */
export type OwnQueue = {
  receive(how: Receive): Promise<Received[]>
  delete(receiptHandle: string): void
  /** Shows a message again after so many seconds. */
  release(receiptHandle: string, seconds: number): void
  /** How many messages it holds: visible, delayed, and in flight. */
  size(): number
}

/** A queue of the emulator, and what it holds by message id. */
export type Watched = OwnQueue & { held: Map<string, Held> }

/** Milliseconds after which a waiting receive looks again for messages that became visible by themselves. */
const lookAgain = 50

/**
 * Keeps account of what a queue holds, and replaces two things of the emulator:
 *
 * - It looks for messages every 10 milliseconds, and waits for as many as were requested. SQS, and this, answer as soon
 *   as there is one.
 * - It counts a change of visibility as one more receive, so that a message retried early would reach its dead-letter
 *   queue after half of its attempts.
 *
 * @param all the queues that are watched already: a message that moves to a dead-letter queue keeps its id
 */
export function watch(queue: Queue, all: ReadonlyMap<string, Watched>): Watched {
  const held = new Map<string, Held>()
  const add = queue.newRecord
  const change = queue.changeVisibility.bind(queue)
  const remove = queue.delete.bind(queue)
  const clear = queue.clearRecords.bind(queue)
  let arrival = Promise.withResolvers<void>()
  const announce = () => {
    arrival.resolve()
    arrival = Promise.withResolvers()
  }

  queue.newRecord = (record, delay) => {
    for (const other of all.values()) other.held.delete(record.MessageId)
    const entry: Held = add(record, delay)
    held.set(record.MessageId, entry)
    const seconds = delay || queue.DelaySeconds
    if (seconds) setTimeout(announce, 1000 * seconds).unref()
    else {
      entry.delayed = false
      announce()
    }
    return entry
  }
  queue.changeVisibility = (handle, seconds) => {
    const changed = change(handle, seconds)
    const attributes = held.get(messageOf(handle))?.record.attributes
    if (changed && attributes)
      attributes.ApproximateReceiveCount = String(Number(attributes.ApproximateReceiveCount) - 1)
    return changed
  }
  queue.delete = (handle) => {
    const removed = remove(handle)
    held.delete(messageOf(handle))
    return removed
  }
  queue.clearRecords = () => {
    held.clear()
    clear()
  }

  const isVisible = (entry: Held) => entry.visible && !entry.delayed
  function take(most: number, visibility?: number): Received[] {
    const taken: Received[] = []
    for (const [id, entry] of held) {
      if (taken.length === most) break
      if (!isVisible(entry)) continue
      entry.record.ReceiptHandle = receiptHandle(queue.QueueName, id)
      // Counts as a receive. The queue no longer has a message that it kept for as long as it may.
      if (change(entry.record.ReceiptHandle, String(visibility)))
        taken.push({ ...entry.record, attributes: { ...entry.record.attributes } })
      else held.delete(id)
    }
    return taken
  }
  async function receive({ most, least = 1, seconds, stop }: Receive, visibility?: number) {
    const end = Date.now() + seconds * 1000
    for (;;) {
      const enough = least === 1 || held.values().filter(isVisible).take(least).toArray().length === least
      if (stop?.aborted) return []
      const left = end - Date.now()
      if (enough || left <= 0) {
        const taken = take(most, visibility)
        if (taken.length > 0 || left <= 0) return taken
      }
      await Promise.race([arrival.promise, sleep(Math.min(lookAgain, left))])
    }
  }
  queue.receive = ({ MaxNumberOfMessages = 1, WaitTimeSeconds, VisibilityTimeout }) =>
    receive(
      {
        most: Number(MaxNumberOfMessages),
        seconds: Number(WaitTimeSeconds ?? queue.ReceiveMessageWaitTimeSeconds),
      },
      VisibilityTimeout,
    )

  return {
    held,
    receive: (how) => receive(how),
    delete: (handle) => void queue.delete(handle),
    release: (handle, seconds) => void queue.changeVisibility(handle, String(seconds)),
    size: () => held.size,
  }
}

/** A receipt handle as the emulator makes and reads it. */
function receiptHandle(QueueName: string, MessageId: string): string {
  return Buffer.from(randomUUID() + JSON.stringify({ date: Date.now(), MessageId, QueueName })).toString(
    'base64',
  )
}

/** The message id inside a receipt handle. */
function messageOf(handle: string): string {
  const text = Buffer.from(handle, 'base64').toString()
  return String(JSON.parse(text.slice(text.indexOf('{'))).MessageId)
}

import { createRequestHandler } from 'local-aws-sqs'
import { accountId, credentials, region } from './account.ts'
import { gatedServer, refuseAsJson } from './gate.ts'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'

type Service = ReturnType<typeof createRequestHandler>['service']
type Queue = Service['Queues'][number]

/** A message as the emulator holds it. */
type Held = { MessageBody: string; attributes: { ApproximateReceiveCount: string } }

/** The emulator of SQS. */
export type Sqs = Emulator & {
  /** The bodies of all messages that the queues hold, in flight or not, by the name of the queue. */
  messages(): Record<string, string[]>
}

/** Starts SQS in memory on a free port of 127.0.0.1, for the access key of this start. */
export async function startSqs(): Promise<Sqs> {
  const held = new Map<string, { queue: string; message: Held }>()
  const { service, requestHandler } = createRequestHandler({ port: 0, hostname, region, accountId })
  const { Queues: queues } = service
  queues.push = (...added) => {
    for (const queue of added) watch(queue, held)
    return Array.prototype.push.apply(queues, added)
  }
  const server = gatedServer(
    (id) => id === credentials.accessKeyId,
    refuseAsJson,
    (request, response) => void requestHandler(request, response),
  )
  service.PORT = await listen(server)
  return {
    endpoint: `http://${hostname}:${service.PORT}`,
    messages: () => {
      const all = [...held.values()]
      const byQueue = Object.entries(Object.groupBy(all, ({ queue }) => queue))
      return Object.fromEntries(
        byQueue.map(([queue, of = []]) => [queue, of.map(({ message }) => message.MessageBody)]),
      )
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Keeps account of what a queue holds. A message that moves to its dead-letter queue keeps its id.
 *
 * The emulator counts a change of visibility as one more receive, so that a message retried early would reach
 * its dead-letter queue after half of its attempts. This takes the extra count back, as SQS counts.
 */
function watch(queue: Queue, held: Map<string, { queue: string; message: Held }>): void {
  const add = queue.newRecord
  const change = queue.changeVisibility.bind(queue)
  const remove = queue.delete.bind(queue)

  queue.newRecord = (record, delay) => {
    const { MessageId, MessageBody, attributes } = record
    held.set(MessageId, { queue: queue.QueueName, message: { MessageBody, attributes } })
    return add(record, delay)
  }
  queue.changeVisibility = (handle, seconds) => {
    const changed = change(handle, seconds)
    const attributes = held.get(messageOf(handle))?.message.attributes
    if (changed && attributes)
      attributes.ApproximateReceiveCount = String(Number(attributes.ApproximateReceiveCount) - 1)
    return changed
  }
  queue.delete = (handle) => {
    const removed = remove(handle)
    if (removed) held.delete(messageOf(handle))
    return removed
  }
}

/** The message id inside one of the emulator's receipt handles. */
function messageOf(handle: string): string {
  const text = Buffer.from(handle, 'base64').toString()
  const { MessageId: id }: { MessageId?: unknown } = JSON.parse(text.slice(text.indexOf('{')))
  return String(id)
}

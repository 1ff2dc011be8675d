import { createRequestHandler } from 'local-aws-sqs'
import { accountId, credentials, region } from './account.ts'
import { gatedServer, refuseAsJson } from './gate.ts'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'

type Service = ReturnType<typeof createRequestHandler>['service']
type Queue = Service['Queues'][number]

/** Starts SQS in memory on a free port of 127.0.0.1, for the access key of this start. */
export async function startSqs(): Promise<Emulator> {
  const { service, requestHandler } = createRequestHandler({ port: 0, hostname, region, accountId })
  const { Queues: queues } = service
  queues.push = (...added) => {
    for (const queue of added) countReceivesAlone(queue)
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
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * The emulator counts a change of visibility as one more receive, so that a message retried early would reach
 * its dead-letter queue after half of its attempts. This takes the extra count back, as SQS counts.
 */
function countReceivesAlone(queue: Queue): void {
  const records = new Map<string, { attributes: { ApproximateReceiveCount: string } }>()
  const add = queue.newRecord
  const change = queue.changeVisibility.bind(queue)
  const remove = queue.delete.bind(queue)

  queue.newRecord = (record, delay) => {
    records.set(record.MessageId, { attributes: record.attributes })
    return add(record, delay)
  }
  queue.changeVisibility = (handle, seconds) => {
    const changed = change(handle, seconds)
    const record = records.get(messageOf(handle))
    if (changed && record) {
      record.attributes.ApproximateReceiveCount = String(
        Number(record.attributes.ApproximateReceiveCount) - 1,
      )
    }
    return changed
  }
  queue.delete = (handle) => {
    const removed = remove(handle)
    records.delete(messageOf(handle))
    return removed
  }
}

/** The message id inside one of the emulator's receipt handles. */
function messageOf(handle: string): string {
  const text = Buffer.from(handle, 'base64').toString()
  const { MessageId: id }: { MessageId?: unknown } = JSON.parse(text.slice(text.indexOf('{')))
  return String(id)
}

import { createRequestHandler } from 'local-aws-sqs'
import { accountId, credentials, region } from './account.ts'
import { gatedServer, refuseAsJson } from './gate.ts'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'
import { type OwnQueue, type Watched, watch } from './sqs-queue.ts'

/** The emulator of SQS. */
export type Sqs = Emulator & {
  /** @throws Error if there is no queue of this name */
  queue(name: string): OwnQueue
  /** The bodies of all messages that the queues hold, in flight or not, by the name of the queue. */
  messages(): Record<string, string[]>
}

/** Starts SQS in memory on a free port of 127.0.0.1, for the access key of this start. */
export async function startSqs(): Promise<Sqs> {
  const watched = new Map<string, Watched>()
  const { service, requestHandler } = createRequestHandler({ port: 0, hostname, region, accountId })
  const { Queues: queues } = service
  queues.push = (...added) => {
    for (const queue of added) watched.set(queue.QueueName, watch(queue, watched))
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
    queue(name) {
      const queue = watched.get(name)
      if (queue === undefined) throw new Error(`There is no queue ${name}.`)
      return queue
    },
    messages: () =>
      Object.fromEntries(
        [...watched]
          .filter(([, { held }]) => held.size > 0)
          .map(([name, { held }]) => [name, [...held.values()].map(({ record }) => record.MessageBody)]),
      ),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

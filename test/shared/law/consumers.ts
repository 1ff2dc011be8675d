import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SQSRecord } from 'aws-lambda'
import { credentials, region } from '../../../infra/local/account.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeliveryMessage, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import type { Database } from '../../../shared/store/database.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import type { EmulatedTables } from '../../emulated-tables.ts'
import { chance } from '../../faults/chance.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { type Turns, turns } from './turns.ts'
import type { Withdrawal } from './withdrawal.ts'

/** Work beside the consumers, and the batches after which it begins. */
export type DueWork = { after: ReadonlySet<readonly DeliveryMessage[]>; run(tools: Tools): Promise<void> }

/** What such work has to do with. */
export type Tools = {
  table: Database
  /** Has a consumer take deliveries until they are stored, as SQS does. */
  take(deliveries: readonly DeliveryMessage[]): Promise<void>
  /** Resolves when every consumer that is running has ended. */
  untilConsumersEnded(): Promise<void>
}

/** So often a message is received again before the law counts as broken. */
const mostReceives = 20

/**
 * Has consumers work off batches side by side, and other work done meanwhile, each when it is due.
 *
 * @param options.seed decides whose request to DynamoDB is the next
 * @param options.stateRetentionDays of the states; for ever if absent
 * @param options.stopped the share of invocations that are stopped before one of their calls
 */
export async function consume(
  emulated: EmulatedTables,
  entity: Entity,
  batches: readonly (readonly DeliveryMessage[])[],
  options: {
    consumers: number
    due: readonly DueWork[]
    seed: number
    stateRetentionDays?: number
    stopped?: number
  },
): Promise<void> {
  const turn = turns(options.seed)
  const client = clientInTurns(emulated.endpoint, turn)
  const { stateRetentionDays } = options
  const table = { ...emulated.database(entity, client, () => turn(async () => {})), stateRetentionDays }
  const quarantine = emulated.database('Quarantine')
  const underway: Promise<unknown>[] = []
  let received = 0

  /** Invokes a consumer. @returns the ids of the messages that come again */
  async function taken(Records: SQSRecord[]): Promise<ReadonlySet<string>> {
    received += 1
    const draw = (what: string) => chance(options.seed, what, received)
    const calls =
      draw('stopped') < (options.stopped ?? 0)
        ? Math.floor(draw('calls') * mostCalls)
        : Number.POSITIVE_INFINITY
    const { client, stopped } = stopping(table.client, calls, underway)
    const take = entityConsumer({ entity, table: { ...table, client }, quarantine, log: () => {} })
    const answer = await Promise.race([take({ Records }), stopped])
    if (answer === undefined) return new Set(Records.map(({ messageId }) => messageId))
    return new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
  }
  const waiting = [...batches]
  const done = new Set<readonly DeliveryMessage[]>()
  const inWork = new Set<Promise<unknown>>()
  const left = new Set(options.due)
  const tools: Tools = {
    table,
    take: (deliveries) => takeUntilStored(deliveries),
    // A consumer that has read before has ended after its time-out.
    untilConsumersEnded: async () => void (await Promise.all(inWork)),
  }

  async function work(): Promise<void> {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      await takeUntilStored(batch)
      done.add(batch)
      for (const due of left) {
        if (!due.after.isSubsetOf(done)) continue
        left.delete(due)
        await due.run(tools)
      }
    }
  }

  /** As SQS does, hands out again what a consumer reports back. */
  async function takeUntilStored(batch: readonly DeliveryMessage[]): Promise<void> {
    let Records = batch.map((delivery, index) => sqsRecord(encodeMessage(delivery), `m${index}`))
    for (let receive = 1; Records.length > 0; receive += 1) {
      if (receive > mostReceives) throw new Error('not stored however often it is received')
      const taking = taken(Records)
      inWork.add(taking)
      const failed = await taking
      inWork.delete(taking)
      Records = Records.filter(({ messageId }) => failed.has(messageId)).map(({ body, messageId }) =>
        sqsRecord(body, messageId, receive + 1),
      )
    }
  }

  try {
    await Promise.all(Array.from({ length: options.consumers }, work))
    if (left.size > 0) throw new Error('some work was never due')
  } finally {
    // A stopped consumer may have made calls side by side: the last of them must not reach the tables of what follows.
    await Promise.allSettled(underway)
    client.destroy()
  }
}

/** Withdraws events, which are sent again while that is done, and afterwards. */
export async function withdrawMeanwhile(
  entity: Entity,
  { deliveries, eventIds }: Withdrawal,
  { table, take, untilConsumersEnded }: Tools,
): Promise<void> {
  const meanwhile = take([...deliveries])
  await withdraw(table, entity, eventIds, {
    now: '2024-06-10T00:00:00.000Z',
    reason: 'withdrawn',
    wait: untilConsumersEnded,
  })
  await meanwhile
  await take([...deliveries])
}

/** A stopped consumer has made at most so many calls. */
const mostCalls = 14

/**
 * A client that makes so many calls; `stopped` resolves at the next, which is never answered.
 *
 * @param underway takes the calls that are made
 */
function stopping(
  client: DynamoDBClient,
  calls: number,
  underway: Promise<unknown>[],
): { client: DynamoDBClient; stopped: Promise<undefined> } {
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>()
  let left = calls
  const send: DynamoDBClient['send'] = (...args: [never]) => {
    left -= 1
    if (left >= 0) {
      const call = client.send(...args)
      underway.push(call)
      return call
    }
    resolve(undefined)
    return new Promise<never>(() => {})
  }
  return { client: Object.create(client, { send: { value: send } }), stopped }
}

/**
 * A client of DynamoDB whose requests take turns with others. Reads that do not ask for consistency are answered as of
 * the start, when the table was empty: DynamoDB promises no more.
 */
function clientInTurns(endpoint: string, turn: Turns): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region, credentials })
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        const answer = await next(request)
        if (isStale(commandName, request.input))
          Object.assign(answer.output, { Item: undefined, Items: [], Responses: {} })
        return answer
      },
    { step: 'initialize', name: 'staleReads' },
  )
  client.middlewareStack.add((next) => (request) => turn(() => next(request)), {
    step: 'initialize',
    name: 'turns',
  })
  return client
}

/** Whether a call reads without asking for consistency. */
function isStale(command: string | undefined, input: object): boolean {
  if (!['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand'].includes(command ?? '')) return false
  const reads = 'RequestItems' in input ? Object.values(Object(input.RequestItems)) : [input]
  return reads.some((read) => Object(read).ConsistentRead !== true)
}

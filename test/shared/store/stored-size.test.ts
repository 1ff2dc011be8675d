import { expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { fromItem } from '../../../shared/dynamodb/attribute-values.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { decodeDelivery } from '../../../shared/events/delivery.ts'
import { ingestHandler } from '../../../shared/ingest/handler.ts'
import * as otherBodies from '../../../shared/ingest/other-bodies.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { tables } from '../../../shared/tables.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'
import { fc } from '../../seed.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { gatewayEvent, hashes } from '../ingest/requests.ts'
import { payloadsOf } from '../law/payload.ts'
import { scriptedClient } from './scripted-client.ts'

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

/** Posts a body. @returns the bytes that are stored of it, without the state, and how many elements it has */
async function stored(body: JsonObject): Promise<{ size: number; elements: number }> {
  const bodies = bodiesInMemory()
  const messages: string[] = []
  const ingest = ingestHandler({
    hashes,
    bodies,
    send: async (pipeline, message) => void (pipeline === 'Quarantine' || messages.push(message)),
    log: () => {},
    others: async () => otherBodies,
  })
  await ingest(gatewayEvent(body))
  let size = [...bodies.stored.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  let elements = 0
  const take = (item: unknown) => {
    const { record, ...rest } = fromItem(Object(item))
    if (record === 'state') return
    size += bytes({ record, ...rest })
    // An identity by which a person is reached is an element as well.
    if (/^(event|contact)#/.test(String(record))) elements += 1
  }
  const client = scriptedClient((command, input) => {
    if (command === 'PutItemCommand') take(input.Item)
    if (command !== 'BatchWriteItemCommand') return {}
    for (const requests of Object.values(Object(input.RequestItems)))
      for (const request of Object.values(Object(requests))) take(Object(request).PutRequest?.Item)
    return {}
  })
  for (const message of messages) {
    const entity = decodeDelivery(message)?.entity ?? 'Object'
    const table = {
      client,
      tableName: entity,
      partitionKey: tables[entity].partitionKey,
      bodies,
      sleep: async () => {},
      retentionDays: 365,
    }
    const consume = entityConsumer({ entity, table, quarantine: table, log: () => {} })
    expect(await consume({ Records: [sqsRecord(message, 'm')] })).toEqual({ batchItemFailures: [] })
  }
  return { size, elements }
}

const triggers = entities.flatMap((entity) =>
  Object.entries(definitions[entity].triggers).map(([trigger, { schema }]) => ({ entity, trigger, schema })),
)

/** An envelope of a payload, with as much beside it as is kept. */
const bodyOf = (
  { entity, trigger }: { entity: Entity; trigger: string },
  payload: Json,
  isFull: boolean,
) => ({
  Event: {
    Subscription: entity,
    Name: trigger,
    ...(isFull
      ? {
          Brand: 'ברנד'.repeat(50),
          ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`Beside${n}`, 'x'.repeat(190)])),
        }
      : {}),
    [entity]: payload,
  },
})

test('what a delivery stores is at most three times what was sent and 1 KB an element', async () => {
  const wide = fc.constantFrom(0, 100, 250, 300, 1000, 3000, 20_000)
  const cases = fc.constantFrom(...triggers).chain((of) =>
    fc.record({
      of: fc.constant(of),
      payload: payloadsOf(of.schema),
      times: fc.constantFrom(1, 1, 2, 13, 40, 170),
      around: wide,
      isFull: fc.boolean(),
      requestId: fc.constantFrom(undefined, 'ABCDEF00-0000-4000-8000-000000000001', 'r'.repeat(300)),
    }),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ({ of, payload, times, around, isFull, requestId }) => {
      const { list } = definitions[of.entity].triggers[of.trigger] ?? {}
      const held = list && payload[list.holder]
      const one = list && isObject(held) ? held[list.name] : undefined
      const several =
        list && isObject(one)
          ? { [list.holder]: { [list.name]: Array.from({ length: times }, () => one) } }
          : {}
      const whole = {
        ...payload,
        ...several,
        Around: 'x'.repeat(around),
        ...(requestId ? { requestId } : {}),
      }
      const body = bodyOf(of, whole, isFull)
      const { size, elements } = await stored(body)
      expect(size).toBeLessThanOrEqual(3 * bytes(body) + 1024 * elements)
    }),
    { numRuns: 400 },
  )
})

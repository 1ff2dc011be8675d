import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { histories, history } from './history.ts'
import { batches, schedule } from './schedule.ts'

/** Histories of each entity; each is told once in order and twice at random. TABLE_LAW_RUNS for longer runs. */
const runs = Number(process.env.TABLE_LAW_RUNS ?? 25)
const schedulesOfEach = 2
const mostConsumers = 8
const seed = process.env.LAW_SEED === undefined ? {} : { seed: Number(process.env.LAW_SEED) }

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

/** What an empty table holds after a schedule; it is emptied again. */
async function tableAfter(entity: Entity, batched: Delivery[][], consumers: number): Promise<JsonObject[]> {
  const consume = entityConsumer({
    entity,
    table: emulated.database(entity),
    quarantine: emulated.database('Quarantine'),
    log: () => {},
  })
  const waiting = [...batched]
  const take = async () => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const records = batch.map((delivery, index) => sqsRecord(encodeMessage(delivery), `m${index}`))
      const { batchItemFailures } = await consume({ Records: records })
      expect(batchItemFailures).toEqual([])
    }
  }
  await Promise.all(Array.from({ length: consumers }, take))
  const items = await emulated.items(entity)
  await emulated.remove(entity, items)
  const keyOf = (item: JsonObject) => `${item[tables[entity].partitionKey]} ${item.record}`
  return items.map(withoutMetadata).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** An item without what tells one delivery of an event from another. */
function withoutMetadata(item: JsonObject): JsonObject {
  const {
    receivedAt: _at,
    deliveryId: _id,
    brand: _brand,
    payload: _payload,
    superseded: _superseded,
    ...rest
  } = item
  return rest
}

describe('the same events give the same tables, also with consumers side by side', () => {
  for (const entity of entities) {
    const happening = histories[entity]
    if (happening === undefined) continue
    test(`of ${entity}`, { timeout: 120_000 + runs * 4000 }, async () => {
      const cases = history(happening, 6).chain((told) =>
        fc.record({
          told: fc.constant(told),
          schedules: fc.array(schedule(told), { minLength: schedulesOfEach, maxLength: schedulesOfEach }),
          consumers: fc.integer({ min: 2, max: mostConsumers }),
        }),
      )
      const property = fc.asyncProperty(cases, async ({ told, schedules, consumers }) => {
        const once = await tableAfter(entity, [told.first], 1)
        for (const each of schedules) {
          const all = [...told.first, ...told.repeats]
          expect(await tableAfter(entity, batches(all, each), consumers)).toEqual(once)
        }
      })
      await fc.assert(property, { numRuns: runs, ...seed })
    })
  }
})

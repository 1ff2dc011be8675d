import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { fc } from '../../seed.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { histories } from './history.ts'
import { runs } from './runs.ts'
import { batches, schedules } from './schedule.ts'

const historiesOfTrigger = 5
const schedulesOfEach = 2
const mostConsumers = 8

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
  // How often, and in which order, an event came is all that these say.
  const lasting = items.filter(({ record }) => !String(record).startsWith('moved#'))
  const keyOf = (item: JsonObject) => `${item[tables[entity].partitionKey]} ${item.record}`
  return lasting.map(withoutMetadata).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** An item without what distinguishes one delivery of an event from another. */
function withoutMetadata(item: JsonObject): JsonObject {
  const { receivedAt: _at, deliveryId: _id, brand: _brand, payload: _payload, ...rest } = item
  return rest
}

describe('the same events give the same tables, also with consumers side by side', () => {
  test.each(entities)('of %s', { timeout: 600_000 }, async (entity) => {
    const cases = histories(entity, 6).chain((deliveries) =>
      fc.record({
        deliveries: fc.constant(deliveries),
        schedules: fc.array(schedules(deliveries), {
          minLength: schedulesOfEach,
          maxLength: schedulesOfEach,
        }),
        consumers: fc.integer({ min: 2, max: mostConsumers }),
      }),
    )
    const property = fc.asyncProperty(cases, async ({ deliveries, schedules, consumers }) => {
      const once = await tableAfter(entity, [deliveries], 1)
      for (const schedule of schedules) {
        expect(await tableAfter(entity, batches(deliveries, schedule), consumers)).toEqual(once)
      }
    })
    await fc.assert(property, runs(entity, historiesOfTrigger))
  })
})

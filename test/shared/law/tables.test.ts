import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { bounds } from '../../../shared/events/register.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { lasting } from '../../lasting.ts'
import { fc } from '../../seed.ts'
import { consume, type DueWork, withdrawMeanwhile } from './consumers.ts'
import { histories } from './history.ts'
import { boundOfKind, patience, runs } from './runs.ts'
import { batches, type Schedule, schedules } from './schedule.ts'
import { type Withdrawal, withdrawals } from './withdrawal.ts'

const historiesOfTrigger = 5
const schedulesOfEach = 2
const mostConsumers = 8
/** So that the law holds for when states expire, too. */
const stateRetentionDays = 365

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

const { registersOfKind } = bounds
afterEach(() => {
  bounds.registersOfKind = registersOfKind
})

/** The lasting items of a table, in the order of their keys; it is emptied. */
async function takeTable(entity: Entity): Promise<JsonObject[]> {
  const items = await emulated.items(entity)
  await emulated.remove(entity, items)
  const keyOf = (item: JsonObject) => `${item[tables[entity].partitionKey]} ${item.record}`
  return lasting(items).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** When withdrawals are due in a schedule: some batches after the one with which all of their events are stored. */
function due(
  entity: Entity,
  all: readonly Withdrawal[],
  batched: readonly Delivery[][],
  { delays }: Schedule,
): DueWork[] {
  return all.map((withdrawal, index) => {
    const stored = [...withdrawal.deliveries].map((one) => batched.findIndex((batch) => batch.includes(one)))
    return {
      after: new Set(batched.slice(0, Math.max(...stored) + 1 + (delays[index] ?? 0))),
      run: (tools) => withdrawMeanwhile(entity, withdrawal, tools),
    }
  })
}

describe('the same events give the same tables, whichever are withdrawn meanwhile, also with consumers side by side', () => {
  test.each(entities)('of %s', patience, async (entity) => {
    const cases = histories(entity, 6).chain((deliveries) =>
      fc.record({
        deliveries: fc.constant(deliveries),
        withdrawals: withdrawals(deliveries),
        schedules: fc.array(schedules(deliveries), {
          minLength: schedulesOfEach,
          maxLength: schedulesOfEach,
        }),
        consumers: fc.integer({ min: 2, max: mostConsumers }),
        bound: boundOfKind,
        stopped: fc.constantFrom(0, 0.3),
      }),
    )
    const property = fc.asyncProperty(
      cases,
      async ({ deliveries, withdrawals, schedules, consumers, bound, stopped }) => {
        bounds.registersOfKind = bound
        const isKept = (one: Delivery) => !withdrawals.some((withdrawal) => withdrawal.deliveries.has(one))
        await consume(emulated, entity, [deliveries.filter(isKept)], {
          ...{ consumers: 1, due: [], seed: 0, stateRetentionDays },
        })
        const once = await takeTable(entity)
        for (const schedule of schedules) {
          const batched = batches(deliveries, schedule)
          await consume(emulated, entity, batched, {
            consumers,
            due: due(entity, withdrawals, batched, schedule),
            seed: schedule.seed,
            stateRetentionDays,
            stopped,
          })
          expect(await takeTable(entity)).toEqual(once)
        }
      },
    )
    await fc.assert(property, runs(entity, historiesOfTrigger))
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { type Event, eventsOf } from '../../../shared/events/event.ts'
import { emptyState, fold } from '../../../shared/events/register.ts'
import { stateFrom, stateItem } from '../../../shared/events/state.ts'
import { histories, history } from './history.ts'
import { batches, schedule } from './schedule.ts'

/** Set LAW_RUNS for longer runs, LAW_SEED to replay the seed that a failure prints. */
const histories_ = Number(process.env.LAW_RUNS ?? 500)
const schedulesOfEach = 10
const seed = process.env.LAW_SEED === undefined ? {} : { seed: Number(process.env.LAW_SEED) }

/** The events of deliveries; the undated ones at their first receipt, as the store settles it. */
function eventsIn(deliveries: readonly Delivery[]): Event[][] {
  const events = deliveries.map((delivery) => {
    const reading = definitions[delivery.entity].triggers[delivery.trigger]?.read(delivery.payload)
    if (reading === undefined || 'issues' in reading)
      throw new Error(`unreadable: ${JSON.stringify(reading)}`)
    return eventsOf(delivery, reading.drafts)
  })
  const name = ({ key, eventId }: Event) => `${key} ${eventId}`
  const isUndated = ({ isDated, identity }: Event) => !isDated && identity !== 'delivery'
  const first = new Map<string, string>()
  for (const event of events.flat().filter(isUndated)) {
    const known = first.get(name(event))
    if (known === undefined || event.occurredAt < known) first.set(name(event), event.occurredAt)
  }
  return events.map((ofDelivery) =>
    ofDelivery.map((event) => ({ ...event, occurredAt: first.get(name(event)) ?? event.occurredAt })),
  )
}

/** The state items after batches of events, each batch through the items that the batch before it wrote. */
function statesAfter(entity: Entity, batched: Event[][]): Record<string, JsonObject> {
  const { layout } = definitions[entity]
  const items: Record<string, JsonObject> = {}
  for (const batch of batched) {
    for (const [key, events] of Map.groupBy(batch, (event) => event.key)) {
      const stored = items[key]
      const before = stored ? stateFrom(stored, layout) : emptyState(key)
      items[key] = JSON.parse(JSON.stringify(stateItem(events.reduce(fold, before), layout)))
    }
  }
  return items
}

describe('the same events give the same states, whatever the order, the repetition and the batches', () => {
  for (const entity of entities) {
    const happening = histories[entity]
    if (happening === undefined) continue
    test(`of ${entity}`, () => {
      const cases = history(happening, 8).chain((told) =>
        fc.record({
          told: fc.constant(told),
          schedules: fc.array(schedule(told), { minLength: schedulesOfEach, maxLength: schedulesOfEach }),
        }),
      )
      fc.assert(
        fc.property(cases, ({ told, schedules }) => {
          const events = eventsIn([...told.first, ...told.repeats])
          const once = statesAfter(entity, [events.slice(0, told.first.length).flat()])
          for (const each of schedules) {
            const states = statesAfter(
              entity,
              batches(events, each).map((batch) => batch.flat()),
            )
            expect(states).toEqual(once)
          }
        }),
        { numRuns: histories_, ...seed },
      )
    })
  }
})

import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Event } from '../../../shared/events/event.ts'
import { bounds, emptyState, fold } from '../../../shared/events/register.ts'
import { stateFrom, stateItem } from '../../../shared/events/state.ts'
import { fc } from '../../seed.ts'
import { eventsIn, nameOf } from './events.ts'
import { histories } from './history.ts'
import { boundOfKind, runs } from './runs.ts'
import { batches, schedules } from './schedule.ts'

const historiesOfTrigger = 100
const schedulesOfEach = 10

const { registersOfKind } = bounds
afterEach(() => {
  bounds.registersOfKind = registersOfKind
})

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
  test.each(entities)('of %s', (entity) => {
    const cases = histories(entity, 8).chain((deliveries) =>
      fc.record({
        deliveries: fc.constant(deliveries),
        schedules: fc.array(schedules(deliveries), {
          minLength: schedulesOfEach,
          maxLength: schedulesOfEach,
        }),
        bound: boundOfKind,
      }),
    )
    fc.assert(
      fc.property(cases, ({ deliveries, schedules, bound }) => {
        bounds.registersOfKind = bound
        const events = eventsIn(deliveries)
        const each = [...new Map(events.flat().map((event) => [nameOf(event), event])).values()]
        const once = statesAfter(entity, [each])
        for (const schedule of schedules) {
          const states = statesAfter(
            entity,
            batches(events, schedule).map((batch) => batch.flat()),
          )
          expect(states).toEqual(once)
        }
      }),
      runs(entity, historiesOfTrigger),
    )
  })
})

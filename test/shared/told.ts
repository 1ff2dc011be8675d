import type { JsonObject } from '../../shared/commbox/json.ts'
import type { Entity } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import type { Reading } from '../../shared/entities/trigger.ts'
import type { Delivery, Issue } from '../../shared/events/delivery.ts'
import { type Event, eventsOf } from '../../shared/events/event.ts'
import { emptyState, fold } from '../../shared/events/register.ts'
import { stateFrom, stateItem } from '../../shared/events/state.ts'

/** When the deliveries of these tests are received, unless they say otherwise. */
export const received = '2024-06-16T12:00:00.000Z'

export function delivery(
  entity: Entity,
  trigger: string,
  payload: JsonObject,
  more: Partial<Delivery> = {},
): Delivery {
  return { version: 1, deliveryId: 'delivery-1', receivedAt: received, entity, trigger, payload, ...more }
}

function read(entity: Entity, trigger: string, payload: JsonObject): Reading {
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined) throw new Error(`no trigger ${entity}.${trigger}`)
  return reading
}

/** The events of a payload that must be valid. */
export function told(
  entity: Entity,
  trigger: string,
  payload: JsonObject,
  more: Partial<Delivery> = {},
): Event[] {
  const reading = read(entity, trigger, payload)
  if ('issues' in reading) throw new Error(`refused: ${JSON.stringify(reading.issues)}`)
  return eventsOf(delivery(entity, trigger, payload, more), reading.drafts)
}

/** The first event of a payload. */
export function first(
  entity: Entity,
  trigger: string,
  payload: JsonObject,
  more: Partial<Delivery> = {},
): Event {
  const [event] = told(entity, trigger, payload, more)
  if (event === undefined) throw new Error('no event')
  return event
}

/** What is wrong with a payload. */
export function issuesOf(entity: Entity, trigger: string, payload: JsonObject): Issue[] {
  const reading = read(entity, trigger, payload)
  return 'issues' in reading ? reading.issues : []
}

/** The state item after events, each folded into the item that the one before it left. */
export function stateAfter(entity: Entity, ...events: Event[]): JsonObject {
  const { layout } = definitions[entity]
  const key = events[0]?.key ?? ''
  return events.reduce<JsonObject>(
    (item, event) => stateItem(fold(stateFrom(item, layout), event), layout),
    stateItem(emptyState(key), layout),
  )
}

import { expect } from 'vitest'
import type { JsonObject } from '../../shared/commbox/json.ts'
import type { Entity } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import type { Reading } from '../../shared/entities/trigger.ts'
import type { Delivery, Issue } from '../../shared/events/delivery.ts'
import { type Event, eventsOf } from '../../shared/events/event.ts'
import { resolvedAttributes } from '../../shared/events/event-item.ts'
import { emptyState, fold } from '../../shared/events/register.ts'
import { stateFrom, stateItem } from '../../shared/events/state.ts'

/** When the deliveries of these tests are received, unless they say otherwise. */
export const received = '2024-06-16T12:00:00.000Z'

/** What a delivery says of its receipt, at a minute and second after noon. */
export function at(minute: string, second = '00'): Pick<Delivery, 'receivedAt' | 'deliveryId'> {
  return {
    receivedAt: `2024-06-16T12:${minute}:${second}.000Z`,
    deliveryId: `delivery-${minute}-${second}`,
  }
}

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
export function eventsIn(
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
  const [event] = eventsIn(entity, trigger, payload, more)
  if (event === undefined) throw new Error('no event')
  return event
}

/** What is wrong with a payload. */
export function issuesOf(entity: Entity, trigger: string, payload: JsonObject): Issue[] {
  const reading = read(entity, trigger, payload)
  return 'issues' in reading ? reading.issues : []
}

/** What an event shows beside its payload. */
export function attributesOf(event: Event): JsonObject {
  return resolvedAttributes(event.attributes ?? {}, event.occurredAt)
}

/** The state item after events: the same in every order, with repeats, and in one batch or in several. */
export function stateAfter(entity: Entity, ...events: Event[]): JsonObject {
  const { layout } = definitions[entity]
  const key = events[0]?.key ?? ''
  const empty = stateItem(emptyState(key), layout)
  const oneByOne = (item: JsonObject, event: Event) => stateItem(fold(stateFrom(item, layout), event), layout)
  const atOnce = stateItem(events.reduce(fold, emptyState(key)), layout)
  for (const order of ordersOf(events)) {
    expect(order.reduce(oneByOne, empty), 'the state depends on order, repeats or batches').toEqual(atOnce)
  }
  return atOnce
}

/** Every order of up to four events; of more, as given and in reverse. Then as given with each event repeated. */
function ordersOf(events: readonly Event[]): (readonly Event[])[] {
  const orders = events.length > 4 ? [events, events.toReversed()] : permutationsOf(events)
  return [...orders, [...events, ...events]]
}

function permutationsOf(events: readonly Event[]): (readonly Event[])[] {
  if (events.length < 2) return [events]
  return events.flatMap((event, place) =>
    permutationsOf(events.toSpliced(place, 1)).map((rest) => [event, ...rest]),
  )
}

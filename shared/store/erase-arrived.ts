import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { getItems, putItems } from '../dynamodb/batch.ts'
import type { Key } from '../dynamodb/database.ts'
import type { Event } from '../events/event.ts'
import { eventRecord } from '../events/event-item.ts'
import type { Database } from './database.ts'
import { eraseBodies } from './erase-bodies.ts'
import { erasedStub, isAhead } from './erased.ts'
import { isWithdrawn } from './stored-event.ts'
import { finishWithdrawal } from './withdraw.ts'

/*
 * What a consumer does when a delivery arrives of which events were erased.
 */

export function eventKey(event: Event): Key {
  return { key: event.key, record: eventRecord(event) }
}

/** Whether an event item is a stub, or was reduced to what says nothing of a person: neither is stored again. */
export function isGone(item: JsonObject | undefined): boolean {
  return isWithdrawn(item) || item?.erasedAt !== undefined
}

/** Whether an item is what an erasure leaves of an event. */
export function isOfErasure(item: JsonObject | undefined): boolean {
  return item?.erasedAt !== undefined || item?.reason === 'erased'
}

/**
 * Erases events of one thing that turned out to have been received before their erasure, and were stored: of those that
 * are dated after it a stub says so, pending until nothing is left of them.
 */
export async function eraseStored(
  database: Database,
  entity: Entity,
  key: string,
  events: readonly Event[],
): Promise<void> {
  const ahead = new Map(events.filter(isAhead).map((event) => [eventRecord(event), event]))
  const stubs = [...ahead.values()].map((event) => ({ ...erasedStub(database, event), pending: true }))
  await putItems(database, stubs)
  const now = events.map(({ delivery }) => delivery.receivedAt).reduce((a, b) => (a > b ? a : b), '')
  const eventIds = new Set(events.map(({ eventId }) => eventId))
  await finishWithdrawal(database, entity, key, eventIds, { now, reason: 'erased' })
}

/**
 * Looks again whether events that this consumer has stored and folded are gone. Who took one before has looked at a state
 * that this consumer has changed since; who takes one later looks at that which it has written.
 *
 * @returns the events that are gone
 */
export async function erasedMeanwhile(database: Database, events: readonly Event[]): Promise<Event[]> {
  const found = await getItems(database, events.map(eventKey), ['withdrawnAt', 'erasedAt'])
  const gone = new Set([...found.values()].filter(isGone).map(({ record }) => record))
  return events.filter((event) => gone.has(eventRecord(event)))
}

/** An event that arrived, and what became of it. */
type Arrived = { event: Event; became: 'erased' | 'withdrawn' | 'stored' }

/**
 * Erases what came of erased events in large bodies: the body of a delivery, or their elements if others of it are
 * stored. A delivery of which an event failed comes again, with its body.
 *
 * @param failures takes the events of a delivery whose body could not be erased
 */
export async function eraseArrivedBodies(
  database: Database,
  entity: Entity,
  arrived: readonly Arrived[],
  failures: Map<Event, unknown>,
): Promise<void> {
  for (const [payloadKey, ofBody] of Map.groupBy(arrived, ({ event }) => event.delivery.payloadKey)) {
    if (payloadKey === undefined || ofBody.some(({ event }) => failures.has(event))) continue
    const placesOf = (which: Arrived['became']) =>
      ofBody.flatMap(({ event: { place, delivery }, became }) => {
        const { trigger, receivedAt, deliveryId } = delivery
        return became === which ? [{ place, trigger, receivedAt, deliveryId }] : []
      })
    const places = new Map([[payloadKey, { erased: placesOf('erased'), left: placesOf('stored') }]])
    try {
      await eraseBodies(database, entity, places, () => true)
    } catch (error) {
      for (const { event } of ofBody) failures.set(event, error)
    }
  }
}

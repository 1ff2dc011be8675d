import type { Json, JsonObject } from '../commbox/json.ts'
import { bounded } from '../commbox/text.ts'
import { ttlAttribute } from '../dynamodb/table.ts'
import { type Attributes, type Draftable, eventMonth, eventTime } from './draft.ts'
import type { Event } from './event.ts'

/** The number of the form of items. The next release reads this one. */
export const itemFormat = 1

/** A value of a draft at the time of its event. */
export function resolved(value: Draftable, occurredAt: string): Json {
  if (value === eventTime) return occurredAt
  if (value === eventMonth) return occurredAt.slice(0, 7)
  return typeof value === 'symbol' || value === undefined ? null : value
}

/** The attributes of a draft at the time of its event, without those that are not known. */
export function resolvedAttributes(attributes: Attributes, occurredAt: string): JsonObject {
  return withoutUnset(
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, resolved(value, occurredAt)]),
    ),
  )
}

/** The sort key under which an event is stored: in time order. */
export function eventRecord(event: Pick<Event, 'occurredAt' | 'eventId'>): string {
  return `event#${event.occurredAt}#${event.eventId}`
}

/** What an event's item shows of its payload: excerpts if the payload is in the bucket. */
export function attributesOf({ attributes = {}, occurredAt, delivery }: Event): JsonObject {
  const resolved = resolvedAttributes(attributes, occurredAt)
  return delivery.payloadKey === undefined ? resolved : mapValues(resolved, bounded)
}

/**
 * The event as it is stored, written once and never changed: with its element in its wrapper, or with the key of
 * the body that holds the delivery, and then with excerpts of what is promoted. Readers take id, place
 * and time from it and computes none of them again.
 */
export function eventItem(event: Event, partitionKey: string, retentionDays?: number): JsonObject {
  const { delivery, place } = event
  const { payloadKey } = delivery
  return withoutUnset({
    ...attributesOf(event),
    [partitionKey]: event.key,
    record: eventRecord(event),
    format: itemFormat,
    trigger: delivery.trigger,
    eventId: event.eventId,
    fingerprint: event.identity === 'delivery' ? event.fingerprint : undefined,
    place: place === 0 ? undefined : place,
    occurredAt: event.occurredAt,
    dated: event.isDated ? true : undefined,
    receivedAt: delivery.receivedAt,
    deliveryId: delivery.deliveryId,
    brand: delivery.brand,
    via: delivery.via,
    // It belongs to no element.
    envelope: place === 0 ? delivery.envelope : undefined,
    [ttlAttribute]: expiry(delivery.receivedAt, retentionDays),
    ...(payloadKey === undefined ? { payload: event.payload } : { payloadKey }),
  })
}

/** When an item that came at `receivedAt` expires, in seconds since 1970; undefined: never. */
export function expiry(receivedAt: string, days: number | undefined): number | undefined {
  return days === undefined ? undefined : Math.floor(Date.parse(receivedAt) / 1000) + days * 24 * 60 * 60
}

function mapValues(members: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]))
}

/** The members that are known: what is not known is absent from an item. */
export function withoutUnset(members: Record<string, Json | undefined>): JsonObject {
  const known: JsonObject = {}
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null) known[name] = value
  }
  return known
}

import type { Json, JsonObject } from '../commbox/json.ts'
import { bounded } from '../commbox/text.ts'
import { ttlAttribute } from '../dynamodb/table.ts'
import type { Delivery } from './delivery.ts'
import { type Attributes, type Draftable, type EventDraft, eventMonth, eventTime } from './draft.ts'
import { fingerprint } from './fingerprint.ts'
import { later } from './version.ts'

/** A draft with an identity: what is stored once, and folded into the state of its key. */
export type Event = Omit<EventDraft, 'occurredAt'> & {
  eventId: string
  /** The event's id without its fingerprint, by which versions are compared. */
  versionId: string
  /** `own`: by CommBox's id of it; `request`: by the id of the request; `delivery`: every delivery is another. */
  identity: 'own' | 'request' | 'delivery'
  fingerprint: string
  /** Its place among the elements of its delivery, from 0. */
  place: number
  /** CommBox's time of it, else the time of receipt: ISO 8601 UTC with milliseconds. */
  occurredAt: string
  /** Whether the time is CommBox's own. */
  isDated: boolean
  /** Whether it has an identity but no certain time, so that the time of its first receipt decides. */
  needsFirstReceipt: boolean
  delivery: Delivery
}

/** The number of the form of items. The next release reads this one. */
export const itemFormat = 1

/** A request id as CommBox makes them (UUIDs); anything else is known by its hash. */
const plainId = /^[\w.-]{1,40}$/

/** So long before its receipt a flat message may say that it was written: in milliseconds. */
const recent = 10 * 60 * 1000

/** The events of one delivery, in the order of its elements. */
export function eventsOf(delivery: Delivery, drafts: readonly EventDraft[]): Event[] {
  return drafts.map((draft, place) => {
    const { occurredAt, ...rest } = draft
    const mark = fingerprint(delivery.trigger, [delivery.brand ?? '', draft.content])
    const identified = identify(delivery, draft, mark, place, drafts.length)
    return {
      ...rest,
      ...identified,
      fingerprint: mark,
      place,
      ...timeOf(draft, delivery.receivedAt),
      needsFirstReceipt: identified.identity !== 'delivery' && !occurredAt,
      delivery,
    }
  })
}

/** When an event occurred, if it was received at `receivedAt`. */
function timeOf(
  { occurredAt, occurredAtIfRecent }: Pick<EventDraft, 'occurredAt' | 'occurredAtIfRecent'>,
  receivedAt: string,
): Pick<Event, 'occurredAt' | 'isDated'> {
  if (occurredAt) return { occurredAt, isDated: true }
  const isRecent =
    occurredAtIfRecent && occurredAtIfRecent <= receivedAt && occurredAtIfRecent >= later(receivedAt, -recent)
  return isRecent
    ? { occurredAt: occurredAtIfRecent, isDated: true }
    : { occurredAt: receivedAt, isDated: false }
}

/** The same event at the time of its first receipt. */
export function atTime(event: Event, occurredAt: string): Event {
  if (!event.needsFirstReceipt) return event
  return { ...event, occurredAt, isDated: occurredAt === event.occurredAtIfRecent }
}

function identify(
  { requestId, deliveryId }: Delivery,
  { ownId }: EventDraft,
  mark: string,
  place: number,
  count: number,
): Pick<Event, 'eventId' | 'versionId' | 'identity'> {
  if (ownId) return { eventId: `${ownId}.${mark}`, versionId: ownId, identity: 'own' }
  const padded = String(place).padStart(3, '0')
  if (requestId) {
    const id = plainId.test(requestId) ? requestId : fingerprint('requestId', requestId)
    const versionId = `${id}.${padded}`
    return { eventId: `${versionId}.${mark}`, versionId, identity: 'request' }
  }
  const eventId = count === 1 ? deliveryId : `${deliveryId}.${padded}`
  return { eventId, versionId: eventId, identity: 'delivery' }
}

/** An event's id without its fingerprint. Only those of `identity` delivery have none in it. */
export function versionIdOf(eventId: string, identity: 'delivery' | 'other'): string {
  return identity === 'delivery' ? eventId : eventId.slice(0, eventId.lastIndexOf('.'))
}

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

/**
 * The event as it is stored, written once and never changed: with its element in its wrapper, or with the key of
 * the body that holds the delivery, and then with excerpts of what is promoted. Whoever reads it takes id, place
 * and time from it and computes none of them again.
 */
export function eventItem(event: Event, partitionKey: string, retentionDays?: number): JsonObject {
  const { delivery, place } = event
  const { payloadKey } = delivery
  const attributes = resolvedAttributes(event.attributes ?? {}, event.occurredAt)
  return withoutUnset({
    ...(payloadKey === undefined ? attributes : mapValues(attributes, bounded)),
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
    envelope: delivery.envelope,
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

import type { Json, JsonObject } from '../commbox/json.ts'
import { bounded } from '../commbox/text.ts'
import { ttlAttribute } from '../dynamodb/table.ts'
import type { Delivery } from './delivery.ts'
import { fingerprint } from './fingerprint.ts'
import type { Registers } from './register.ts'

/** What one element of a delivery (an activity, a message, a tag) tells: the outcome of reading a trigger. */
export type EventDraft = {
  /** The partition it belongs to: the id of the conversation, the user, the tag. */
  key: string
  /** CommBox's own id of the activity or message, where it has one. */
  ownId?: string | null | undefined
  /** The element itself, of which the fingerprint is taken. */
  content: Json
  /** CommBox's own time of it, ISO 8601 UTC. */
  occurredAt?: string | null | undefined
  /** What people filter and read by, beside the payload; `at` is when it occurred. */
  attributes?: (at: string) => Attributes
  /** What it says is true from `at` on. */
  sets?: (at: string) => Registers
  /** What it says in passing: it counts only while no event has said the same on purpose. */
  fallbacks?: (at: string) => Registers
  /** Items of their own that say the same for an index. */
  indexItems?: (at: string) => IndexItem[]
}

export type Attributes = Record<string, Json | undefined>

/** An item beside the state: a register of its own, under `record`. */
export type IndexItem = { record: string; attributes: Attributes }

/** A draft with an identity: what is kept once, and folded into the state of its key. */
export type Event = EventDraft & {
  eventId: string
  /** `own`: by CommBox's id of it; `request`: by the id of the request; `delivery`: every delivery is another. */
  identity: 'own' | 'request' | 'delivery'
  fingerprint: string
  /** CommBox's time of it, else the time of receipt. */
  occurredAt: string
  /** Whether the time is CommBox's own. */
  isDated: boolean
  delivery: Delivery
}

/** A request id as CommBox makes them; anything else is known by its fingerprint. */
const plainId = /^[\w.-]{1,64}$/

/** The events of one delivery, in the order of its elements. */
export function eventsOf(delivery: Delivery, drafts: readonly EventDraft[]): Event[] {
  return drafts.map((draft, index) => {
    const mark = fingerprint(delivery.trigger, draft.content)
    return {
      ...draft,
      ...identify(delivery, draft, mark, index),
      fingerprint: mark,
      occurredAt: draft.occurredAt ?? delivery.receivedAt,
      isDated: Boolean(draft.occurredAt),
      delivery,
    }
  })
}

function identify(
  delivery: Delivery,
  draft: EventDraft,
  mark: string,
  index: number,
): Pick<Event, 'eventId' | 'identity'> {
  if (draft.ownId) return { eventId: `${draft.ownId}.${mark}`, identity: 'own' }
  const { requestId, deliveryId } = delivery
  if (requestId) {
    const id = plainId.test(requestId) ? requestId : fingerprint('requestId', requestId)
    return { eventId: `${id}.${mark}`, identity: 'request' }
  }
  return { eventId: index === 0 ? deliveryId : `${deliveryId}.${index}`, identity: 'delivery' }
}

/** The sort key under which an event is kept: in time order. */
export function eventRecord(event: Pick<Event, 'occurredAt' | 'eventId'>): string {
  return `event#${event.occurredAt}#${event.eventId}`
}

/**
 * The event as it is kept, written once and never changed: with its payload, or with the key of the body that
 * holds it, and then with excerpts of what is promoted.
 */
export function eventItem(event: Event, partitionKey: string, retentionDays?: number): JsonObject {
  const { delivery } = event
  const { payloadKey } = delivery
  const attributes = event.attributes?.(event.occurredAt) ?? {}
  return withoutUnset({
    ...(payloadKey === undefined ? attributes : mapValues(attributes, (value = null) => bounded(value))),
    [partitionKey]: event.key,
    record: eventRecord(event),
    trigger: delivery.trigger,
    eventId: event.eventId,
    fingerprint: event.identity === 'delivery' ? event.fingerprint : undefined,
    occurredAt: event.occurredAt,
    receivedAt: delivery.receivedAt,
    deliveryId: delivery.deliveryId,
    brand: delivery.brand,
    [ttlAttribute]: expiry(delivery.receivedAt, retentionDays),
    ...(payloadKey === undefined ? { payload: delivery.payload } : { payloadKey }),
  })
}

/** When an item that came at `receivedAt` is to go, in seconds since 1970; undefined: never. */
export function expiry(receivedAt: string, days: number | undefined): number | undefined {
  return days === undefined ? undefined : Math.floor(Date.parse(receivedAt) / 1000) + days * 24 * 60 * 60
}

function mapValues(members: Attributes, change: (value: Json | undefined) => Json): Attributes {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]))
}

/** The month of an instant, `YYYY-MM`: a partition of the indexes by day and month. */
export function monthOf(at: string): string {
  return at.slice(0, 7)
}

/** The members that are known: what is not known is absent from an item. */
export function withoutUnset(members: Record<string, Json | undefined>): JsonObject {
  const known: JsonObject = {}
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null) known[name] = value
  }
  return known
}

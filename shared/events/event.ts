import type { Delivery } from './delivery.ts'
import type { EventDraft } from './draft.ts'
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

import type { Event } from '../events/event.ts'
import type { Address } from './identify.ts'
import { receive } from './ingest.ts'
import type { Outcome } from './outcome.ts'

/** What becomes of a stored event when its payload is identified again. */
export type Reinterpretation =
  /** It is a delivery of another trigger. */
  | Extract<Outcome, { kind: 'accepted' }>
  /** It is what it was stored as. */
  | { kind: 'same' }
  | { kind: 'refused'; reason: string }

/**
 * Identifies the payload of a stored event again, as if it had been posted to another URL. What the payload itself says
 * still takes precedence. The delivery keeps its time, and has an id of its own, always the same for one event: one
 * that is sent twice is stored once.
 *
 * @param event as it is stored: of several elements of a delivery each is a payload, in its wrapper
 */
export function reinterpret(event: Event, address: Address): Reinterpretation {
  const { delivery, payload, place } = event
  const { deliveryId, suffixes } = reinterpretedId(delivery.deliveryId, place)
  const outcome = receive({
    method: 'POST',
    path: '',
    address,
    raw: { body: JSON.stringify({ payload }) },
    requestId: deliveryId,
    // Of an event without CommBox's time, the time is that of its first receipt.
    receivedAt: event.isDated ? delivery.receivedAt : event.occurredAt,
  })
  if (outcome.kind === 'quarantined') return { kind: 'refused', reason: outcome.quarantined.reason }
  if (outcome.kind !== 'accepted')
    return { kind: 'refused', reason: 'problem' in outcome ? outcome.problem : outcome.kind }
  const { entity, trigger } = outcome.delivery
  if (entity === delivery.entity && trigger === delivery.trigger) return { kind: 'same' }
  const requestId = outcome.delivery.requestId ?? requestIdOf(event)
  return {
    ...outcome,
    delivery: {
      ...outcome.delivery,
      ...(delivery.brand ? { brand: delivery.brand } : {}),
      ...(delivery.envelope ? { envelope: delivery.envelope } : {}),
      // Two elements of one request can say the same.
      ...(requestId ? { requestId: [requestId, ...suffixes].join('.') } : {}),
    },
  }
}

/** `<id>.r1` for the first element of a delivery, `<id>.r1_001` for the second; `<id>.r2` if that is reinterpreted. */
function reinterpretedId(id: string, place: number): { deliveryId: string; suffixes: string[] } {
  const [, base = id, count = '0', before = ''] = /^(.*)\.r(\d+)((?:_\d{3})*)$/.exec(id) ?? []
  const places = place === 0 ? before : `${before}_${String(place).padStart(3, '0')}`
  return { deliveryId: `${base}.r${Number(count) + 1}${places}`, suffixes: places.split('_').slice(1) }
}

/** The request's id, which an event that has none of its own is known by: `<request id>.<place>`. */
function requestIdOf({ identity, versionId }: Event): string | undefined {
  return identity === 'request' ? versionId.slice(0, versionId.lastIndexOf('.')) : undefined
}

import { isObject, type JsonObject, parseJson } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { definitions } from '../entities/registry.ts'
import type { Delivery } from '../events/delivery.ts'
import { type Event, eventsOf } from '../events/event.ts'
import type { Bodies } from '../events/large-bodies.ts'

/**
 * The event that an event item keeps, read again from its payload as the triggers read it today.
 *
 * @returns undefined where the item's trigger or payload is no longer read
 */
export async function storedEvent(
  entity: Entity,
  item: JsonObject,
  bodies: Bodies,
): Promise<Event | undefined> {
  const { trigger, eventId, occurredAt, receivedAt, deliveryId, payloadKey } = item
  const payload = typeof payloadKey === 'string' ? await payloadAt(payloadKey, bodies) : item.payload
  if (typeof trigger !== 'string' || typeof eventId !== 'string' || !isObject(payload)) return undefined
  const delivery: Delivery = {
    version: 1,
    deliveryId: String(deliveryId),
    receivedAt: String(receivedAt),
    entity,
    trigger,
    payload,
    ...(typeof payloadKey === 'string' ? { payloadKey } : {}),
  }
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined || 'issues' in reading) return undefined
  // The request's id is not with the item, the fingerprint of the element is.
  const isThis = (event: Event) => event.eventId === eventId || eventId.endsWith(`.${event.fingerprint}`)
  const event = eventsOf(delivery, reading.drafts).find(isThis)
  return event && { ...event, eventId, occurredAt: String(occurredAt) }
}

/** A payload that was too large for its message. */
export async function payloadAt(key: string, bodies: Pick<Bodies, 'get'>): Promise<JsonObject | undefined> {
  const payload = parseJson(await bodies.get(key))
  return isObject(payload) ? payload : undefined
}

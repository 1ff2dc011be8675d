import { isObject, type JsonObject } from '../commbox/json.ts'
import type { Delivery } from '../delivery.ts'
import { type Event, eventsOf } from '../event.ts'
import type { Entity } from '../names.ts'
import { definitions } from '../triggers.ts'

/**
 * The event that an event item keeps, read again from its payload as the triggers read it today.
 *
 * @returns undefined where the item's trigger or payload is no longer read
 */
export function storedEvent(entity: Entity, item: JsonObject): Event | undefined {
  const { trigger, eventId, occurredAt, receivedAt, deliveryId, payload } = item
  if (typeof trigger !== 'string' || typeof eventId !== 'string' || !isObject(payload)) return undefined
  const delivery: Delivery = {
    version: 1,
    deliveryId: String(deliveryId),
    receivedAt: String(receivedAt),
    entity,
    trigger,
    payload,
  }
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined || 'issues' in reading) return undefined
  // The request's id is not with the item, the fingerprint of the element is.
  const isThis = (event: Event) => event.eventId === eventId || eventId.endsWith(`.${event.fingerprint}`)
  const event = eventsOf(delivery, reading.tellings).find(isThis)
  return event && { ...event, eventId, occurredAt: String(occurredAt) }
}

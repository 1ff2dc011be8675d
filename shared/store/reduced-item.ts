import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { attributesOf, withoutUnset } from '../events/event-item.ts'
import type { Database } from './database.ts'
import { storedEvent } from './stored-event.ts'

/**
 * Returns an event item with another payload, and with nothing else but its ids and times.
 *
 * @returns undefined if the item's trigger does not read the payload
 */
export async function reducedItem(
  { partitionKey, bodies }: Database,
  entity: Entity,
  item: JsonObject,
  payload: JsonObject,
  erasedAt: string,
): Promise<JsonObject | undefined> {
  const { record, format, trigger, eventId, fingerprint, place, occurredAt, dated } = item
  const { receivedAt, deliveryId, brand, expiresAt } = item
  const kept = withoutUnset({
    [partitionKey]: item[partitionKey],
    ...{
      record,
      format,
      trigger,
      eventId,
      place,
      occurredAt,
      dated,
      receivedAt,
      deliveryId,
      brand,
      expiresAt,
    },
    fingerprint: fingerprint === undefined ? undefined : '',
    payload,
    erasedAt,
  })
  const event = await storedEvent(entity, kept, bodies)
  return event && { ...attributesOf(event), ...kept }
}

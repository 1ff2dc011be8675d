import { isObject, type JsonObject, parseJson } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { queryItems, type SortRange } from '../dynamodb/query.ts'
import { sortKey } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import type { Delivery } from '../events/delivery.ts'
import { type Event, versionIdOf } from '../events/event.ts'
import type { Bodies } from '../events/large-bodies.ts'
import type { Versioned } from '../events/version.ts'
import type { Database } from './database.ts'

/** Reads items of one thing in the order of their sort keys, each as it is at this moment. */
export function storedItems(database: Database, key: string, range: SortRange): AsyncGenerator<JsonObject> {
  const { client, tableName, partitionKey } = database
  const partition = { name: partitionKey, value: key }
  return queryItems(client, { tableName, partition, sort: { name: sortKey, range }, consistentRead: true })
}

/** Whether an item is the stub of an event that was withdrawn: a key without data. */
export function isWithdrawn(item: JsonObject | undefined): boolean {
  return item?.withdrawnAt !== undefined
}

/**
 * Reads the event that an event item stores, interpreted as the triggers read its payload today. Id, place and
 * times are the item's.
 *
 * @returns undefined if it was withdrawn, or the item's trigger or payload is no longer read
 */
export async function storedEvent(
  entity: Entity,
  item: JsonObject,
  bodies: Bodies,
): Promise<Event | undefined> {
  const { trigger, eventId, occurredAt, receivedAt, deliveryId, brand, payloadKey } = item
  if (isWithdrawn(item)) return undefined
  const payload = typeof payloadKey === 'string' ? await payloadAt(payloadKey, bodies) : item.payload
  if (typeof trigger !== 'string' || typeof eventId !== 'string' || !isObject(payload)) return undefined
  const delivery: Delivery = {
    version: 1,
    deliveryId: String(deliveryId),
    receivedAt: String(receivedAt),
    entity,
    trigger,
    payload,
    ...(typeof brand === 'string' ? { brand } : {}),
    ...(isObject(item.envelope) ? { envelope: item.envelope } : {}),
    ...(typeof payloadKey === 'string' ? { payloadKey } : {}),
  }
  const reading = definitions[entity].triggers[trigger]?.read(payload)
  if (reading === undefined || 'issues' in reading) return undefined
  const place = Number(item.place ?? 0)
  // An item holds its own element only; a body in the bucket holds the whole delivery.
  const draft = reading.drafts[typeof payloadKey === 'string' ? place : 0]
  if (draft === undefined) return undefined
  const hasOwnId = item.fingerprint === undefined
  const { occurredAt: told, ...rest } = draft
  return {
    ...rest,
    ...identityIn(item, eventId),
    identity: hasOwnId ? (draft.ownId ? 'own' : 'request') : 'delivery',
    fingerprint: hasOwnId ? eventId.slice(eventId.lastIndexOf('.') + 1) : String(item.fingerprint),
    place,
    occurredAt: String(occurredAt),
    isDated: item.dated === true,
    needsFirstReceipt: hasOwnId && !told,
    delivery,
  }
}

/** The event's id in the sort key of its item: `event#<occurredAt>#<eventId>`. */
export function eventIdOf(item: JsonObject): string {
  return String(item[sortKey]).split('#').slice(2).join('#')
}

/** What the versions that a withdrawn event gave are made of, as its stub has it. */
export function versionedStub(stub: JsonObject): Versioned {
  const { versionId } = identityIn(stub, eventIdOf(stub))
  return { occurredAt: String(stub.occurredAt), isDated: stub.dated === true, versionId }
}

/** An event's ids, as its item or stub has them. */
function identityIn(item: JsonObject, eventId: string): Pick<Event, 'eventId' | 'versionId'> {
  return { eventId, versionId: versionIdOf(eventId, item.fingerprint === undefined ? 'other' : 'delivery') }
}

/** Reads a payload that was too large for its message. */
export async function payloadAt(key: string, bodies: Pick<Bodies, 'get'>): Promise<JsonObject | undefined> {
  const payload = parseJson(await bodies.get(key))
  return isObject(payload) ? payload : undefined
}

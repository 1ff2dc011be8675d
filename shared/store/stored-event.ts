import { isObject, type JsonObject, parseJson } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { queryItems } from '../dynamodb/query.ts'
import type { SortRange } from '../dynamodb/request.ts'
import { sortKey } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import type { Delivery } from '../events/delivery.ts'
import type { EventDraft } from '../events/draft.ts'
import { type Event, versionIdOf } from '../events/event.ts'
import { itemFormat, withoutUnset } from '../events/event-item.ts'
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

/** Why an event is no longer stored. */
export type WithdrawalReason = 'withdrawn' | 'reinterpreted' | 'erased'

/** When something was withdrawn, and why. */
export type Mark = {
  /** The time of the withdrawal, ISO 8601 UTC. */
  now: string
  reason: WithdrawalReason
}

/** The stub of an event, or of its receipt, as its item has it. */
export function stubOf(
  { partitionKey }: Database,
  key: string,
  item: JsonObject,
  { now, reason }: Mark,
): JsonObject {
  return withoutUnset({
    [partitionKey]: key,
    record: item.record,
    format: itemFormat,
    eventId: item.eventId,
    // Says that the id has no fingerprint in it; a stub has none itself.
    fingerprint: item.fingerprint === undefined ? undefined : '',
    occurredAt: item.occurredAt,
    dated: item.dated,
    withdrawnAt: now,
    reason,
  })
}

/**
 * Reads the event that an event item stores, interpreted as the triggers read its payload today. Id, place and
 * times are the item's.
 *
 * @returns undefined if it was withdrawn, its body has expired, or the item's trigger or payload is no longer read
 */
export async function storedEvent(
  entity: Entity,
  item: JsonObject,
  bodies: Pick<Bodies, 'get'>,
): Promise<Event | undefined> {
  const [event] = await storedEvents(entity, [item], bodies)
  return event
}

/** Reads the events of several items as `storedEvent` does; each body that several of them share once. */
export async function storedEvents(
  entity: Entity,
  items: readonly JsonObject[],
  bodies: Pick<Bodies, 'get'>,
): Promise<(Event | undefined)[]> {
  const events = new Map<JsonObject, Event | undefined>()
  for (const [payloadKey, sharing] of Map.groupBy(items.filter(isLive), (item) => item.payloadKey)) {
    if (typeof payloadKey !== 'string') {
      for (const item of sharing)
        events.set(item, eventIn(entity, item, draftsIn(entity, item, item.payload)[0]))
      continue
    }
    const [first = {}] = sharing
    const drafts = draftsIn(entity, first, await payloadAt(payloadKey, bodies))
    // A body in the bucket holds the whole delivery, an item its own element only.
    for (const item of sharing) events.set(item, eventIn(entity, item, drafts[Number(item.place ?? 0)]))
  }
  return items.map((item) => events.get(item))
}

function isLive(item: JsonObject): boolean {
  return !isWithdrawn(item)
}

/** What the trigger of an item makes of a payload, and of what delivery it is. */
type StoredDraft = { draft: EventDraft; payload: JsonObject }

function draftsIn(entity: Entity, { trigger }: JsonObject, payload: unknown): StoredDraft[] {
  if (!isObject(payload)) return []
  const reading = definitions[entity].triggers[String(trigger)]?.read(payload)
  return reading && 'drafts' in reading ? reading.drafts.map((draft) => ({ draft, payload })) : []
}

function eventIn(entity: Entity, item: JsonObject, stored: StoredDraft | undefined): Event | undefined {
  const { trigger, eventId, occurredAt, receivedAt, deliveryId, brand, payloadKey } = item
  if (stored === undefined || typeof trigger !== 'string' || typeof eventId !== 'string') return undefined
  const { draft, payload } = stored
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
  const hasOwnId = item.fingerprint === undefined
  const { occurredAt: dated, ...rest } = draft
  return {
    ...rest,
    ...identityIn(item, eventId),
    identity: hasOwnId ? (draft.ownId ? 'own' : 'request') : 'delivery',
    fingerprint: hasOwnId ? eventId.slice(eventId.lastIndexOf('.') + 1) : String(item.fingerprint),
    place: Number(item.place ?? 0),
    occurredAt: String(occurredAt),
    isDated: item.dated === true,
    needsFirstReceipt: hasOwnId && !dated,
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

/** Reads a payload that was too large for its message; undefined if it is gone, and so the event has expired. */
export async function payloadAt(key: string, bodies: Pick<Bodies, 'get'>): Promise<JsonObject | undefined> {
  const body = await bodies.get(key)
  const payload = body === undefined ? undefined : parseJson(body)
  return isObject(payload) ? payload : undefined
}

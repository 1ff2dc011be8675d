import { isObject, type Json, type JsonObject } from '../../../shared/commbox/json.ts'
import { resolvedAttributes } from '../../../shared/events/event-item.ts'
import { storedEvent } from '../../../shared/store/stored-event.ts'
import { listIn } from './bodies.ts'
import type { Found, Place } from './place.ts'
import type { Stores } from './stores.ts'

/** What is handed out of a place, as JSON. Without `content` it only says that the person is mentioned there. */
export type HandedOut = { place: Place; content?: Json }

/**
 * Returns what a person gets of a place: of an own conversation everything, with payloads from the bucket. Of a
 * conversation with other customers what names the person by id, and of its state only the person's own details. What
 * merely mentions the person can be somebody else's: it is listed without content.
 */
export async function handOut(stores: Stores, found: Found, userIds: readonly string[]): Promise<HandedOut> {
  const { place } = found
  if (place.role === 'mentioned') return { place }
  if (!('item' in found)) return { place, content: bodyOf(found) }
  const { item } = found
  if (found.place.role === 'shared') {
    if (found.place.kind === 'state' && found.place.pipeline === 'Object')
      return { place, content: ownDetails(item, userIds) }
    if (!place.matched.includes('userId') && found.place.kind !== 'contact') return { place }
  }
  return { place, content: await wholeItem(stores, found.place.pipeline, item) }
}

/** A body, or of one that others share the elements of its list that are the person's. */
function bodyOf({ place, text }: Exclude<Found, { item: JsonObject }>): Json {
  if (place.store !== 'bucket' || place.elements === undefined) return text
  const { elements = [] } = listIn(text)
  return place.elements.flatMap((element) => elements[element] ?? [])
}

/** The state of a conversation with others, as far as it is the person's. */
function ownDetails(state: JsonObject, userIds: readonly string[]): JsonObject {
  const { objectId = '', record = '', customers } = state
  const own = Object.entries(isObject(customers) ? customers : {}).filter(([id]) => userIds.includes(id))
  return { objectId, record, customers: Object.fromEntries(own) }
}

/** An item without what only the consumers use, and with the payload or body that is in the bucket. */
async function wholeItem(
  { databaseOf }: Stores,
  pipeline: Parameters<Stores['databaseOf']>[0],
  { registers: _registers, revision: _revision, ...item }: JsonObject,
): Promise<JsonObject> {
  const { bodies } = databaseOf(pipeline)
  if (typeof item.bodyKey === 'string') {
    const body = await bodies.get(item.bodyKey)
    return body === undefined ? item : { ...item, body }
  }
  if (typeof item.payloadKey !== 'string' || pipeline === 'Quarantine') return item
  // Only its own element: the body has the others of the delivery as well.
  const event = await storedEvent(pipeline, item, bodies)
  if (event === undefined) return item
  // Of a large body the item has excerpts.
  return { ...item, ...resolvedAttributes(event.attributes ?? {}, event.occurredAt), payload: event.payload }
}

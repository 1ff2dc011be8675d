import type { Json, JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { definitions } from '../entities/registry.ts'
import { withSkeletonsAt } from '../entities/skeleton.ts'
import { bodyKey, receivedFirst } from '../events/large-bodies.ts'
import type { Database } from './database.ts'
import { payloadAt, storedItems } from './stored-event.ts'

/** Of each body: the event items that were erased, and those that are left, which need their elements. */
export type ErasedPlaces = Map<string, { erased: readonly JsonObject[]; left: readonly JsonObject[] }>

/**
 * Erases bodies of which no event is left, also as they were received. Of one that others share, the erased elements
 * become skeletons at their places.
 *
 * @returns how many bodies were changed
 */
export async function eraseBodies(
  { bodies }: Pick<Database, 'bodies'>,
  entity: Entity,
  places: ErasedPlaces,
  isTakenOut: (value: Json) => boolean,
): Promise<number> {
  let count = 0
  for (const [key, { erased, left }] of places) {
    const [first] = erased
    if (first === undefined) continue
    count += 1
    await bodies.erase(
      bodyKey(receivedFirst.prefix, String(first.receivedAt), String(first.deliveryId)),
      'every',
    )
    const list = definitions[entity].triggers[String(first.trigger)]?.list
    const payload = left.length > 0 ? await payloadAt(key, bodies) : undefined
    if (payload === undefined || list === undefined) {
      await bodies.erase(key, 'every')
      continue
    }
    const elements = new Set(erased.map(({ place = 0 }) => Number(place)))
    await bodies.put(key, JSON.stringify(withSkeletonsAt(payload, list, elements, isTakenOut)))
    await bodies.erase(key, 'former')
  }
  return count
}

/** Erases the bodies of some events of a thing, or their elements of bodies that others of its events share. */
export async function eraseEventBodies(
  database: Database,
  entity: Entity,
  key: string,
  items: readonly JsonObject[],
): Promise<number> {
  const records = new Set(items.map(({ record }) => record))
  const places: ErasedPlaces = new Map()
  for await (const item of storedItems(database, key, { prefix: 'event#' })) {
    if (typeof item.payloadKey !== 'string') continue
    const { erased, left } = places.get(item.payloadKey) ?? { erased: [], left: [] }
    places.set(
      item.payloadKey,
      records.has(item.record) ? { erased: [...erased, item], left } : { erased, left: [...left, item] },
    )
  }
  return eraseBodies(database, entity, places, () => true)
}

import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { queryItems } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import type { Event } from '../../../shared/events/event.ts'
import { later } from '../../../shared/events/version.ts'
import { all } from '../../../shared/runtime/in-order.ts'
import type { Database } from '../../../shared/store/database.ts'
import { isWithdrawn } from '../../../shared/store/stored-event.ts'
import { eventsIn, type Sendable } from './prepare.ts'

/** An event without an id of CommBox's is like another of the same content if they are at most so far apart. */
const longestApart = 24 * 60 * 60 * 1000
const concurrency = 8

/**
 * Finds what is stored already: the same event, or for one that has no id of CommBox's the same content of the same
 * thing within a day. A stored event counts for one body only, so that of two equal bodies one is left if one is stored.
 *
 * @returns the first stored event of each body of which every event is stored
 */
export async function findSimilar(
  tables: (entity: Entity) => Database,
  bodies: readonly Sendable[],
): Promise<Map<Sendable, JsonObject>> {
  const events = new Map(bodies.map((body) => [body, eventsIn(body)]))
  const byKey = Map.groupBy([...events.values()].flat(), ({ key, delivery }) => `${delivery.entity}\n${key}`)
  const matches = new Map<Event, JsonObject>()
  await all([...byKey.values()], concurrency, async (ofKey) => {
    const left = await storedAround(tables, ofKey)
    const take = (event: Event, isSame: (stored: JsonObject) => boolean) => {
      if (matches.has(event)) return
      const index = left.findIndex(isSame)
      const [found] = index < 0 ? [] : event.identity === 'delivery' ? left.splice(index, 1) : [left[index]]
      if (found) matches.set(event, found)
    }
    // What an earlier run has stored counts for itself.
    for (const event of ofKey) take(event, ({ eventId }) => eventId === event.eventId)
    for (const event of ofKey) {
      if (event.identity !== 'delivery') continue
      take(event, (stored) => stored.fingerprint === event.fingerprint && isNear(stored, event))
    }
  })
  return new Map(
    [...events].flatMap(([body, ofBody]): [Sendable, JsonObject][] => {
      const found = ofBody.map((event) => matches.get(event))
      return found[0] && !found.includes(undefined) ? [[body, found[0]]] : []
    }),
  )
}

function isNear({ occurredAt }: JsonObject, event: Event): boolean {
  return Math.abs(Date.parse(String(occurredAt)) - Date.parse(event.occurredAt)) <= longestApart
}

/** Reads what is stored of the thing that some events belong to, from a day before the first to a day after the last. */
async function storedAround(
  tables: (entity: Entity) => Database,
  events: readonly Event[],
): Promise<JsonObject[]> {
  const [first] = events
  if (first === undefined) return []
  const times = events.map(({ occurredAt }) => occurredAt).sort()
  const { client, tableName, partitionKey } = tables(first.delivery.entity)
  const query = {
    tableName,
    partition: { name: partitionKey, value: first.key },
    sort: {
      name: sortKey,
      range: {
        from: `event#${later(times[0] ?? '', -longestApart)}`,
        to: `event#${later(times.at(-1) ?? '', longestApart)}$`,
      },
    },
    attributes: ['eventId', 'fingerprint', 'deliveryId', 'occurredAt', 'withdrawnAt'],
    consistentRead: true,
  }
  const found: JsonObject[] = []
  for await (const item of queryItems(client, query)) if (!isWithdrawn(item)) found.push(item)
  return found
}

import type { JsonObject } from '../commbox/json.ts'
import { putItems } from '../dynamodb/batch.ts'
import { isFirst, keyText, putIf, requestsAtOnce } from '../dynamodb/database.ts'
import type { Event } from '../events/event.ts'
import { eventItem } from '../events/event-item.ts'
import { all } from '../runtime/in-order.ts'
import type { Database } from './database.ts'
import { eventKey } from './erase-arrived.ts'

/**
 * Writes the events that are not there yet; if a batch is refused, each by itself, to find the one that fails.
 *
 * @param conditional those that are written only if nothing is there; `found` has what is there instead
 * @returns the keys of those that this consumer has written, or may have
 */
export async function storeEvents(
  database: Database,
  events: readonly Event[],
  {
    found,
    conditional,
    failures,
  }: { found: Map<string, JsonObject>; conditional: ReadonlySet<Event>; failures: Map<Event, unknown> },
): Promise<Set<string>> {
  const byRecord = Map.groupBy(events, (event) => keyText(eventKey(event)))
  const missing = [...byRecord].flatMap(([name, [first]]) => (first && !found.has(name) ? [first] : []))
  const itemOf = (event: Event) => eventItem(event, database.partitionKey, database.retentionDays)
  const put = async (event: Event) => {
    const name = keyText(eventKey(event))
    try {
      if (!conditional.has(event)) return await putItems(database, [itemOf(event)])
      const other = await putIf(database, itemOf(event), isFirst)
      if (other !== 'written') found.set(name, other)
    } catch (error) {
      for (const twin of events) if (keyText(eventKey(twin)) === name) failures.set(twin, error)
    }
  }
  const plain = missing.filter((event) => !conditional.has(event))
  try {
    await putItems(database, plain.map(itemOf))
  } catch {
    for (const event of plain) await put(event)
  }
  await all(
    [...conditional].filter((event) => missing.includes(event)),
    requestsAtOnce,
    put,
  )
  return new Set(missing.map((event) => keyText(eventKey(event))).filter((name) => !found.has(name)))
}

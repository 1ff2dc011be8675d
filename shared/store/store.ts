import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { type Database, getItems, type Key, keyText, putItems } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { type Event, eventItem, eventRecord } from '../events/event.ts'
import { claimFirstReceipts, isUndated, moveToFirstReceipt, receiptKey } from './first-receipt.ts'
import { stateKey, writeIndexItems, writeState } from './states.ts'

/** What came of an event: `stored` and `repeated` are both in the tables. */
export type Stored = { event: Event } & (
  | { result: 'stored' | 'repeated' }
  | { result: 'failed'; error: unknown }
)

/**
 * Keeps events and folds them into the states of their keys. The events come first: whoever stops half-way is
 * called again with the same messages, and folding twice changes nothing.
 *
 * @throws what DynamoDB throws where not even the reading succeeds
 */
export async function store(
  database: Database,
  entity: Entity,
  told: readonly Event[],
): Promise<{ outcomes: Stored[]; conflicts: number }> {
  const { layout } = definitions[entity]
  const found = await getItems(database, told.flatMap(keysToRead))
  const events = await claimFirstReceipts(database, told, found)
  // Of an undated event, the key is known only now.
  const undated = events.filter(isUndated).map(eventKey)
  if (undated.length > 0) for (const [name, item] of await getItems(database, undated)) found.set(name, item)

  const failures = new Map<Event, unknown>()
  await keepEvents(database, events, found, failures)
  const kept = events.filter((event) => !failures.has(event))
  let conflicts = 0
  await Promise.all(
    [...Map.groupBy(kept, ({ key }) => key)].map(async ([key, ofKey]) => {
      try {
        conflicts += await writeState(database, layout, ofKey, found.get(keyText(stateKey(key))))
        await writeIndexItems(database, ofKey)
        await moveToFirstReceipt(database, entity, ofKey)
      } catch (error) {
        for (const event of ofKey) failures.set(event, error)
      }
    }),
  )
  const known = new Set(found.keys())
  const outcomes = events.map((event): Stored => {
    if (failures.has(event)) return { event, result: 'failed', error: failures.get(event) }
    const name = keyText(eventKey(event))
    const result = known.has(name) ? 'repeated' : 'stored'
    known.add(name)
    return { event, result }
  })
  return { outcomes, conflicts }
}

function keysToRead(event: Event): Key[] {
  return [stateKey(event.key), isUndated(event) ? receiptKey(event) : eventKey(event)]
}

function eventKey(event: Event): Key {
  return { key: event.key, record: eventRecord(event) }
}

/** Writes the events that are not there yet; where a batch is refused, each alone, to find the one that fails. */
async function keepEvents(
  database: Database,
  events: readonly Event[],
  found: ReadonlyMap<string, JsonObject>,
  failures: Map<Event, unknown>,
): Promise<void> {
  const byRecord = Map.groupBy(events, (event) => keyText(eventKey(event)))
  const missing = [...byRecord].flatMap(([name, [first]]) => (first && !found.has(name) ? [first] : []))
  const itemOf = (event: Event) => eventItem(event, database.partitionKey, database.retentionDays)
  try {
    await putItems(database, missing.map(itemOf))
  } catch {
    for (const event of missing) {
      try {
        await putItems(database, [itemOf(event)])
      } catch (error) {
        const same = byRecord.get(keyText(eventKey(event))) ?? []
        for (const twin of same) failures.set(twin, error)
      }
    }
  }
}

import { contactKey } from '../commbox/index-keys.ts'
import type { JsonObject } from '../commbox/json.ts'
import { getItems } from '../dynamodb/batch.ts'
import { type Condition, type Key, keyText, putIf, requestsAtOnce } from '../dynamodb/database.ts'
import type { Event } from '../events/event.ts'
import { versionOf } from '../events/version.ts'
import { all } from '../runtime/in-order.ts'
import type { Database } from './database.ts'
import { isStill, removeIndexItem, type Versions } from './index-items.ts'
import { storedItems } from './stored-event.ts'

/*
 * Items by which a thing is found by a phone number or an e-mail address: `contact#<contactKey>`. Once a person was
 * known by one it finds the person for ever. An item has the version of the earliest event that had it: events that
 * follow change nothing, so they cost no write, and the order in which events come does not matter.
 */

const contactPrefix = 'contact#'

/**
 * Writes the contact items of events of one thing, if they are new or an earlier event turns out to have had them.
 *
 * @param options.areNew whether the thing has no state: then no item is expected, and none is read first
 */
export async function writeContactItems(
  database: Database,
  events: readonly Event[],
  { areNew }: { areNew: boolean },
): Promise<void> {
  const items = earliestContactItems(database, events)
  // Read after the events were stored: a rebuild that removes an item reads the events once more afterwards.
  const found = await getItems(database, areNew ? [] : items.map((item) => keyOf(database, item)))
  const isNews = (item: JsonObject) => isBefore(item, found.get(keyText(keyOf(database, item))))
  await all(items.filter(isNews), requestsAtOnce, (item) => putIf(database, item, isEarlier(item)))
}

/**
 * Makes the contact items of one thing those of its events. An item of an event that is not there any more, because
 * it expired, is kept.
 *
 * @param events all stored events that are not withdrawn
 * @param explained the versions of all stored events, and of withdrawn and erased ones
 * @returns whether any item was written or removed
 */
export async function correctContactItems(
  database: Database,
  key: string,
  events: readonly Event[],
  explained: Versions,
): Promise<boolean> {
  let isChanged = false
  const missing = new Map(
    earliestContactItems(database, events).map((item) => [String(item.record), item] as const),
  )
  for await (const current of storedItems(database, key, { prefix: contactPrefix })) {
    const record = String(current.record)
    const right = missing.get(record)
    if (right?.version === current.version) {
      missing.delete(record)
    } else if (explained.has(String(current.version))) {
      missing.delete(record)
      const done =
        right === undefined
          ? await removeIndexItem(database, current)
          : (await putIf(database, right, isStill(current))) === 'written'
      isChanged ||= done
    }
  }
  const added = await all([...missing.values()], requestsAtOnce, (item) =>
    putIf(database, item, isEarlier(item)),
  )
  return added.includes('written') || isChanged
}

/** The contact items of events: of several for one contact of one thing, that of the earliest event. */
function earliestContactItems(database: Database, events: readonly Event[]): JsonObject[] {
  const earliest = new Map<string, JsonObject>()
  for (const item of events.flatMap((event) => contactItemsOf(database, event))) {
    const name = keyText(keyOf(database, item))
    if (isBefore(item, earliest.get(name))) earliest.set(name, item)
  }
  return [...earliest.values()]
}

function contactItemsOf({ partitionKey, defaultCountryCode }: Database, event: Event): JsonObject[] {
  const keys = (event.contacts ?? []).map((contact) => contactKey(contact, defaultCountryCode))
  return keys.flatMap((key) =>
    key === undefined
      ? []
      : [
          {
            [partitionKey]: event.key,
            record: `${contactPrefix}${key}`,
            contactKey: key,
            knownSince: event.occurredAt,
            version: versionOf(event, 'time'),
          },
        ],
  )
}

function keyOf({ partitionKey }: Database, item: JsonObject): Key {
  return { key: String(item[partitionKey]), record: String(item.record) }
}

function isBefore(item: JsonObject, other: JsonObject | undefined): boolean {
  return other === undefined || String(item.version) < String(other.version)
}

/** What is in the table is of a later event. */
function isEarlier({ version }: JsonObject): Condition {
  return {
    expression: 'attribute_not_exists(#version) OR #version > :version',
    names: { '#version': 'version' },
    values: { ':version': String(version) },
  }
}

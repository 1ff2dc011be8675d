import type { JsonObject } from '../commbox/json.ts'
import { getItems } from '../dynamodb/batch.ts'
import { type Condition, deleteItem, keyText, putIf, requestsAtOnce } from '../dynamodb/database.ts'
import type { Event } from '../events/event.ts'
import { resolvedAttributes } from '../events/event-item.ts'
import { exactForm } from '../events/fingerprint.ts'
import { versionOf } from '../events/version.ts'
import { all } from '../runtime/in-order.ts'
import type { Database } from './database.ts'

/*
 * Items beside the state that feed an index, such as `tag#<tagId>`. Each is a register of its own, which is written if
 * its version is newer. They are written before the state: a state never says what they do not say yet.
 */

/** A set of versions. */
export type Versions = Pick<ReadonlySet<string>, 'has'>

/** The index items of events: of several for one record of one key, the one of the greatest version. */
export function newestIndexItems(database: Database, events: readonly Event[]): JsonObject[] {
  return newest(
    database,
    events.flatMap((event) => indexItemsOf(database, event)),
  )
}

function indexItemsOf({ partitionKey }: Database, event: Event): JsonObject[] {
  const version = versionOf(event, 'purpose')
  return (event.indexItems ?? []).map(({ record, attributes }) => ({
    ...resolvedAttributes(attributes, event.occurredAt),
    [partitionKey]: event.key,
    record,
    version,
  }))
}

function newest({ partitionKey }: Database, indexItems: readonly JsonObject[]): JsonObject[] {
  const greatest = new Map<string, JsonObject>()
  for (const item of indexItems) {
    const name = keyText({ key: String(item[partitionKey]), record: String(item.record) })
    const other = greatest.get(name)
    if (other === undefined || rank(item) > rank(other)) greatest.set(name, item)
  }
  return [...greatest.values()]
}

/** By version; two of one version by what they say, so that the order in which they come does not matter. */
function rank(item: JsonObject): string {
  return `${String(item.version)}\n${tie(item)}`
}

/** Sorts as registers of one version do: the longer in exact form after the shorter, then the greater. */
function tie(item: JsonObject): string {
  const exact = exactForm(item)
  return `${String(exact.length).padStart(6, '0')}${exact}`
}

/**
 * Writes index items of some events, each if it is newer than what the table holds.
 *
 * @param options.areNew whether the events were stored just now: then nothing as new is expected, and none is read first
 * @returns whether any was written
 */
export async function writeIndexItems(
  database: Database,
  items: readonly JsonObject[],
  { areNew }: { areNew: boolean },
): Promise<boolean> {
  const isWrong = (current: JsonObject, item: JsonObject) => isSame(current, item) && tie(item) > tie(current)
  return writeUnless(database, items, isWrong, areNew)
}

/**
 * Writes the index items of all events that can matter, each if the one in the table is older, says something else
 * under the same version, or is of a version that no event gives any more.
 *
 * @returns whether any was written
 */
export async function replaceIndexItems(
  database: Database,
  items: readonly JsonObject[],
  vanished: Versions,
): Promise<boolean> {
  return writeUnless(
    database,
    items,
    (current, item) =>
      (isSame(current, item) && tie(item) !== tie(current)) || vanished.has(String(current.version)),
  )
}

function isSame(one: JsonObject, other: JsonObject): boolean {
  return one.version === other.version
}

/** Writes those items that are newer than the one in the table, or if that one is wrong. Others cost no write. */
async function writeUnless(
  database: Database,
  items: readonly JsonObject[],
  isWrong: (current: JsonObject, item: JsonObject) => boolean,
  areNew = false,
): Promise<boolean> {
  const keyOf = (item: JsonObject) => ({
    key: String(item[database.partitionKey]),
    record: String(item.record),
  })
  const found = await getItems(database, areNew ? [] : items.map(keyOf))
  const written = await all(items, requestsAtOnce, async (item) => {
    let current: JsonObject | 'written' | undefined = found.get(keyText(keyOf(item)))
    if (current === undefined || String(current.version) < String(item.version))
      current = await putIf(database, item, isNewer(String(item.version)))
    if (current === 'written') return true
    return isWrong(current, item) && (await putIf(database, item, isStill(current))) === 'written'
  })
  return written.includes(true)
}

/** Removes an index item of a version that no event gives any more. @returns whether it was still of that version */
export async function removeIndexItem(database: Database, item: JsonObject): Promise<boolean> {
  const key = { key: String(item[database.partitionKey]), record: String(item.record) }
  return deleteItem(database, key, isStill(item))
}

/** What is in the table is older than this version. */
function isNewer(version: string): Condition {
  return {
    expression: 'attribute_not_exists(#version) OR #version < :version',
    names: { '#version': 'version' },
    values: { ':version': version },
  }
}

/** What is in the table is of the same version as when it was read. */
export function isStill({ version }: JsonObject): Condition {
  return {
    expression: '#version = :version',
    names: { '#version': 'version' },
    values: { ':version': String(version) },
  }
}

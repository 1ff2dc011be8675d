import type { JsonObject } from '../commbox/json.ts'
import {
  backOff,
  type Condition,
  type Database,
  getItem,
  isFirst,
  keyText,
  putIf,
} from '../dynamodb/database.ts'
import { stateRecord } from '../dynamodb/table.ts'
import type { Event } from '../events/event.ts'
import { withoutUnset } from '../events/event.ts'
import { emptyState, fold, type State, versionOf } from '../events/register.ts'
import { type StateLayout, stateFrom, stateItem } from '../events/state.ts'

/** How often a state is folded again because another consumer wrote it in between. */
export const mostConflicts = 20

/** Thrown where a state changed under every attempt to write it. */
export class ConflictError extends Error {
  override name = 'ConflictError'
}

/**
 * Folds events into the state of their one key and writes it, where that changes anything.
 *
 * @returns how often another consumer was faster
 * @param stored the state item as it was read; it may have changed since
 * @throws ConflictError when other consumers are always faster
 */
export async function writeState(
  database: Database,
  layout: StateLayout,
  events: readonly Event[],
  stored: JsonObject | undefined,
): Promise<number> {
  const key = events[0]?.key
  if (key === undefined) return 0
  let current = stored
  // Read before the events were stored: meanwhile the state may have been made anew without them.
  let isOld = true
  let conflicts = 0
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const before: State = current ? stateFrom(current, layout) : emptyState(key)
    const item = stateItem(events.reduce(fold, before), layout)
    if (item.revision === current?.revision) {
      if (!isOld) return conflicts
      current = await getItem(database, stateKey(key))
      isOld = false
      continue
    }
    const outcome = await putIf(database, item, isUnchanged(current))
    if (outcome === 'written') return conflicts
    conflicts += 1
    current = outcome.revision === undefined ? undefined : outcome
    isOld = false
    if (attempt > 2) await backOff(database, attempt)
  }
  throw new ConflictError('the state changed under every attempt to write it')
}

/** The state is still the one that the fold began with. */
export function isUnchanged(current: JsonObject | undefined): Condition {
  return current === undefined
    ? isFirst
    : { expression: 'revision = :revision', values: { ':revision': String(current.revision) } }
}

/** Writes the items that say for an index what the state says, each where its version is newer. */
export async function writeIndexItems(database: Database, events: readonly Event[]): Promise<void> {
  const newest = newestIndexItems(
    database,
    events.flatMap((event) => indexItemsOf(database, event)),
  )
  await Promise.all(newest.map((item) => putIf(database, item, isNewer(String(item.version)))))
}

/** The items of an event's index items. */
export function indexItemsOf({ partitionKey }: Database, event: Event): JsonObject[] {
  const version = versionOf(event.occurredAt, event.eventId)
  return (event.indexItems?.(event.occurredAt) ?? []).map((indexItem) =>
    withoutUnset({ ...indexItem.attributes, [partitionKey]: event.key, record: indexItem.record, version }),
  )
}

/** Of several items for one record of one key, the one of the greatest version. */
export function newestIndexItems(
  { partitionKey }: Database,
  indexItems: readonly JsonObject[],
): JsonObject[] {
  const newest = new Map<string, JsonObject>()
  for (const indexItem of indexItems) {
    const name = keyText({ key: String(indexItem[partitionKey]), record: String(indexItem.record) })
    if (String(newest.get(name)?.version ?? '') < String(indexItem.version)) newest.set(name, indexItem)
  }
  return [...newest.values()]
}

/** What stands is older than this version. */
export function isNewer(version: string): Condition {
  return {
    expression: 'attribute_not_exists(#version) OR #version < :version',
    names: { '#version': 'version' },
    values: { ':version': version },
  }
}

/** The key of a state item. */
export function stateKey(key: string) {
  return { key, record: stateRecord }
}

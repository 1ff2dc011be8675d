import type { JsonObject } from '../commbox/json.ts'
import type { Event, Link } from '../event.ts'
import { withoutUnset } from '../event.ts'
import { emptyState, fold, type State, versionOf } from '../register.ts'
import { type StateLayout, stateFrom, stateItem } from '../state.ts'
import { stateRecord } from '../table.ts'
import { backOff, type Condition, type Database, isFirst, keyText, putIf } from './database.ts'

/** How often a state is folded again because another consumer wrote it in between. */
const mostConflicts = 20

/** Thrown where a state changed under every attempt to write it. */
export class ConflictError extends Error {
  override name = 'ConflictError'
}

/**
 * Folds events into the state of their one key and writes it, where that changes anything.
 *
 * @param stored the state item as it was read; it may have changed since
 * @throws ConflictError when other consumers are always faster
 */
export async function writeState(
  database: Database,
  layout: StateLayout,
  events: readonly Event[],
  stored: JsonObject | undefined,
): Promise<void> {
  const key = events[0]?.key
  if (key === undefined) return
  let current = stored
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const before: State = current ? stateFrom(current, layout) : emptyState(key)
    const item = stateItem(events.reduce(fold, before), layout)
    if (item.revision === current?.revision) return
    const outcome = await putIf(database, item, isUnchanged(current))
    if (outcome === 'written') return
    current = outcome.revision === undefined ? undefined : outcome
    if (attempt > 2) await backOff(database, attempt)
  }
  throw new ConflictError('the state changed under every attempt to write it')
}

/** The state is still the one that the fold began with. */
function isUnchanged(current: JsonObject | undefined): Condition {
  return current === undefined
    ? isFirst
    : { expression: 'revision = :revision', values: { ':revision': String(current.revision) } }
}

/** Writes the items that say for an index what the state says, each where its version is newer. */
export async function writeLinks(database: Database, events: readonly Event[]): Promise<void> {
  const newest = new Map<string, JsonObject>()
  for (const event of events) {
    const version = versionOf(event.occurredAt, event.eventId)
    for (const link of event.links?.(event.occurredAt) ?? []) {
      const name = keyText({ key: event.key, record: link.record })
      if (String(newest.get(name)?.version ?? '') < version)
        newest.set(name, linkItem(database, event, link, version))
    }
  }
  await Promise.all([...newest.values()].map((item) => putIf(database, item, isNewer(String(item.version)))))
}

function linkItem({ partitionKey }: Database, event: Event, link: Link, version: string): JsonObject {
  return withoutUnset({ ...link.attributes, [partitionKey]: event.key, record: link.record, version })
}

function isNewer(version: string): Condition {
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

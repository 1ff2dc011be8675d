import type { JsonObject } from '../commbox/json.ts'
import { backOff } from '../dynamodb/batch.ts'
import { type Condition, getItem, isFirst, putIf } from '../dynamodb/database.ts'
import { stateRecord } from '../dynamodb/table.ts'
import type { Event } from '../events/event.ts'
import { withoutUnset } from '../events/event-item.ts'
import { emptyState, fold, type State } from '../events/register.ts'
import { type StateLayout, stateFrom, stateItem } from '../events/state.ts'
import type { Database } from './database.ts'

/** How often a state is folded again because another consumer wrote it in between. */
export const mostConflicts = 20

/** Thrown if a state changed under every attempt to write it. */
export class ConflictError extends Error {
  override name = 'ConflictError'
}

/** What writing a state came to: how often another consumer was faster, and whether anything was written. */
export type StateWrite = { conflicts: number; isWritten: boolean }

/**
 * Folds events into the state of their one key and writes it if that changes anything.
 *
 * @param stored the state item as it was read; it may have changed since
 * @throws ConflictError when other consumers are always faster
 */
export async function writeState(
  database: Database,
  layout: StateLayout,
  events: readonly Event[],
  stored: JsonObject | undefined,
): Promise<StateWrite> {
  const key = events[0]?.key
  if (key === undefined) return { conflicts: 0, isWritten: false }
  const via = viaOf(events)
  let current = stored
  // Read before the events were stored: meanwhile the state may have been rebuilt without them.
  let isOld = true
  let conflicts = 0
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const before: State = current ? stateFrom(current, layout) : emptyState(key)
    const item = stateItem(events.reduce(fold, before), layout, database.stateRetentionDays)
    if (item.revision === current?.revision) {
      if (!isOld) return { conflicts, isWritten: false }
      current = await getItem(database, stateKey(key))
      isOld = false
      continue
    }
    const outcome = await putIf(database, withoutUnset({ ...item, via }), isUnchanged(current))
    if (outcome === 'written') return { conflicts, isWritten: true }
    conflicts += 1
    current = outcome.revision === undefined ? undefined : outcome
    isOld = false
    if (attempt > 2) await backOff(database, attempt)
  }
  throw new ConflictError('the state changed under every attempt to write it')
}

/** The command that sent the events; undefined if CommBox sent one of them. */
function viaOf(events: readonly Event[]): string | undefined {
  const [via, ...others] = new Set(events.map(({ delivery }) => delivery.via))
  return others.includes(undefined) ? undefined : via
}

/** The state is still the one that the fold began with. */
export function isUnchanged(current: JsonObject | undefined): Condition {
  return current === undefined
    ? isFirst
    : { expression: 'revision = :revision', values: { ':revision': String(current.revision) } }
}

/** The key of a state item. */
export function stateKey(key: string) {
  return { key, record: stateRecord }
}

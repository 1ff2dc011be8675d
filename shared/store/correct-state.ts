import type { Entity } from '../commbox/names.ts'
import { getItems, putItems } from '../dynamodb/batch.ts'
import { getItem, type Key, keyText, putIf } from '../dynamodb/database.ts'
import { sortKey } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import type { Event } from '../events/event.ts'
import { eventItem, eventRecord } from '../events/event-item.ts'
import { emptyState, fold, type State } from '../events/register.ts'
import { stateFrom, stateItem } from '../events/state.ts'
import { furthestShift, later, versionsOf } from '../events/version.ts'
import type { Database } from './database.ts'
import { atFirst, readSuperseded, type Superseded } from './first-receipt.ts'
import { newestIndexItems, replaceIndexItems } from './index-items.ts'
import { ConflictError, isUnchanged, mostConflicts, stateKey } from './states.ts'
import { eventIdOf, storedEvents, storedItems } from './stored-event.ts'

/**
 * Moves events of one thing to their first receipts, after they may have been stored under later ones: stores them
 * under the first only, and corrects the state and its index items. The consumer that stores one of them last does
 * this, so that it holds in whatever order consumers take turns.
 *
 * @param events the events at the times under which this consumer stored them
 * @returns those of them that were withdrawn meanwhile, since their first receipt lies before an erasure
 * @throws ConflictError when other consumers are always faster
 */
export async function moveToFirstReceipt(
  database: Database,
  entity: Entity,
  key: string,
  events: readonly Event[],
): Promise<Event[]> {
  let superseded = await readSuperseded(database, key)
  const withdrawn = new Set(superseded.withdrawn.map(nameOf))
  const gone = events.filter((event) => withdrawn.has(nameOf(event)))
  let moved = movedOf(events, superseded)
  while (moved.length > 0) {
    await moveEvents(database, moved, superseded)
    await correctState(database, entity, key, moved, superseded)
    const known = superseded.first
    superseded = await readSuperseded(database, key)
    // Who claims a still earlier receipt from here on finds what was stored under this one.
    moved = movedOf(events, superseded).filter((each) => each.occurredAt !== known.get(each.eventId))
  }
  return gone
}

/** Those of some events that moved, each once, at their first receipts. */
function movedOf(events: readonly Event[], superseded: Superseded): Event[] {
  const moved = events.filter(({ eventId }) => superseded.first.has(eventId))
  return [...new Map(moved.map((event) => [event.eventId, atFirst(event, superseded)])).values()]
}

function nameOf({ occurredAt, versionId }: Pick<Event, 'occurredAt' | 'versionId'>): string {
  return `${occurredAt} ${versionId}`
}

/** Stores events under their first receipts only. */
export async function moveEvents(
  database: Database,
  moved: readonly Event[],
  { times }: Superseded,
): Promise<void> {
  const keyOf = (event: Event): Key => ({ key: event.key, record: eventRecord(event) })
  const outdated = moved.flatMap((event) =>
    (times.get(event.eventId) ?? []).map((occurredAt) => keyOf({ ...event, occurredAt })),
  )
  const found = await getItems(database, [...moved.map(keyOf), ...outdated], [])
  const isStored = (key: Key) => found.has(keyText(key))
  const missing = moved.filter((event) => !isStored(keyOf(event)))
  const known = new Set(outdated.filter(isStored).map(({ record }) => eventIdOf({ record })))
  const items = missing.map((event) => {
    const item = eventItem(event, database.partitionKey, database.retentionDays)
    // The event bus has had one that was stored under another receipt, and no other.
    return known.has(event.eventId) ? { ...item, via: 'move' } : item
  })
  await putItems(database, items, outdated.filter(isStored))
}

/**
 * Corrects a state and its index items after events turned out to have been received earlier than they were folded.
 * Only what they set from the later receipts on can be wrong, and only events between the two receipts can be right
 * instead: those are read and folded again, however long the history is.
 */
async function correctState(
  database: Database,
  entity: Entity,
  key: string,
  moved: readonly Event[],
  known: Superseded,
): Promise<void> {
  const { layout } = definitions[entity]
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const current = await getItem(database, stateKey(key))
    const superseded = attempt === 0 ? known : await readSuperseded(database, key)
    const before = current ? stateFrom(current, layout) : emptyState(key)
    const span = spanOf(before, superseded, moved)
    const items = await Array.fromAsync(storedItems(database, key, span))
    const records = new Set(items.map((item) => String(item[sortKey])))
    const stored = await storedEvents(entity, items, database.bodies)
    const events = [...moved, ...stored.filter((event) => event !== undefined)].map((event) =>
      atFirst(event, superseded),
    )
    const indexItems = newestIndexItems(database, events)
    await replaceIndexItems(database, indexItems, superseded.versions)
    if (await haveMoved(database, key, events)) continue
    const item = stateItem(
      events.reduce(fold, withoutSuperseded(before, superseded)),
      layout,
      database.stateRetentionDays,
    )
    if (item.revision !== current?.revision) {
      if ((await putIf(database, item, isUnchanged(current))) !== 'written') continue
    }
    // An event may have come meanwhile that changed nothing in the state as it was before, and does now.
    if (!(await hasOthers(database, key, records, span))) return
  }
  throw new ConflictError('the state changed under every attempt to correct it')
}

type Span = { from: string; to: string }

/** From the first to the last receipt of what moved, and of what else in the state was set at another receipt. */
function spanOf({ versions }: State, superseded: Superseded, moved: readonly Event[]): Span {
  const set = new Set(Object.values(versions))
  const own = new Set(moved.map(({ eventId }) => eventId))
  const others = [...superseded.first].flatMap(([eventId, first]) => {
    const times = superseded.times.get(eventId) ?? []
    const isStale = times.some((time) => versionsAt(eventId, time).some((version) => set.has(version)))
    return own.has(eventId) || isStale ? [first, ...times] : []
  })
  // What moved may have been withdrawn since, or its receipt may have expired.
  const times = [...moved.map(({ occurredAt }) => occurredAt), ...others].sort()
  const [from = '', to = ''] = [times[0], times.at(-1)]
  return {
    from: `event#${later(from, -furthestShift)}`,
    to: `event#${later(to, furthestShift)}$`,
  }
}

function versionsAt(eventId: string, occurredAt: string): string[] {
  const versionId = eventId.slice(0, eventId.lastIndexOf('.'))
  return [true, false].flatMap((isDated) => versionsOf({ occurredAt, isDated, versionId }))
}

/** A state without what was set at receipts that were not the first. */
function withoutSuperseded(state: State, { versions: superseded }: Superseded): State {
  const isKept = ([name]: [string, unknown]) => !superseded.has(state.versions[name] ?? '')
  return {
    ...state,
    values: Object.fromEntries(Object.entries(state.values).filter(isKept)),
    versions: Object.fromEntries(Object.entries(state.versions).filter(isKept)),
  }
}

/** Whether one of the events whose index items were written has moved to a still earlier receipt meanwhile. */
export async function haveMoved(database: Database, key: string, events: readonly Event[]): Promise<boolean> {
  const indexed = events.filter(
    ({ needsFirstReceipt, indexItems = [] }) => needsFirstReceipt && indexItems.length > 0,
  )
  if (indexed.length === 0) return false
  const { first } = await readSuperseded(database, key)
  return indexed.some(({ eventId, occurredAt }) => (first.get(eventId) ?? occurredAt) !== occurredAt)
}

/** Whether there are events in a span other than those of these records. */
export async function hasOthers(
  database: Database,
  key: string,
  records: ReadonlySet<string>,
  span: Span,
): Promise<boolean> {
  for await (const item of storedItems(database, key, span))
    if (!records.has(String(item[sortKey]))) return true
  return false
}

import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { type Condition, deleteItem, getItem, putIf, requestsAtOnce } from '../dynamodb/database.ts'
import { sortKey } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import type { Event } from '../events/event.ts'
import { attributesOf } from '../events/event-item.ts'
import { emptyState, fold, type State } from '../events/register.ts'
import { stateFrom, stateItem } from '../events/state.ts'
import { versionsOf } from '../events/version.ts'
import { all } from '../runtime/in-order.ts'
import { correctContactItems } from './contact-items.ts'
import { hasOthers, haveMoved, moveEvents } from './correct-state.ts'
import type { Database } from './database.ts'
import { type Erasure, readErasure } from './erasure.ts'
import { atFirst, readSuperseded } from './first-receipt.ts'
import { newestIndexItems, removeIndexItem, replaceIndexItems, type Versions } from './index-items.ts'
import { ConflictError, isUnchanged, mostConflicts, stateKey } from './states.ts'
import { isWithdrawn, storedEvents, storedItems, versionedStub } from './stored-event.ts'

const everyEvent = { from: 'event#', to: 'event$' }

/**
 * Rebuilds the state and the index items of one thing from its stored events, stores each of those under its first
 * receipt only, and adds the attributes that they lack. Safe while events arrive: the state is read before the events,
 * and written only if it is still the one that was read. What an expired event had set is kept until something newer
 * is; what a withdrawn one had set goes, and what was erased.
 *
 * @param other the state item of another table, whose registers count as well: their events may have expired
 * @returns `written` if the state, an index item or an event was not as it should be
 * @throws ConflictError when consumers are always faster
 */
export async function rebuildState(
  database: Database,
  entity: Entity,
  key: string,
  other?: JsonObject,
): Promise<'unchanged' | 'written'> {
  const { layout } = definitions[entity]
  let outcome: 'unchanged' | 'written' = 'unchanged'
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const current = await getItem(database, stateKey(key))
    const superseded = await readSuperseded(database, key)
    const items = await Array.fromAsync(storedItems(database, key, everyEvent))
    const records = new Set(items.map((item) => String(item[sortKey])))
    const gone = [...superseded.withdrawn, ...items.filter(isWithdrawn).map(versionedStub)]
    const withdrawn = new Set(gone.flatMap(versionsOf))
    const explained = new Set([...superseded.versions, ...withdrawn])
    const times = new Set(gone.map(({ occurredAt }) => occurredAt))
    const events: Event[] = []
    const moved: Event[] = []
    const read = await storedEvents(entity, items, database.bodies)
    for (const stored of read) {
      if (stored === undefined) continue
      times.add(stored.occurredAt)
      const event = atFirst(stored, superseded)
      events.push(event)
      if (event.occurredAt !== stored.occurredAt) moved.push(event)
      for (const version of versionsOf(event)) explained.add(version)
    }
    // The table's own state last: of one version it wins.
    const states = [other, current].flatMap((item) => (item ? [stateFrom(item, layout)] : []))
    const erasure = await readErasure(database, states)
    const isErased = (version: string, kind: 'index' | 'contact') =>
      !explained.has(version) && erasure.reaches(version, kind)
    const hasNoEvent = { has: (version: string) => withdrawn.has(version) || isErased(version, 'index') }
    const vanished = {
      has: (version: string) => superseded.versions.has(version) || hasNoEvent.has(version),
    }
    const indexItems = newestIndexItems(database, events)
    const corrections = [
      await replaceIndexItems(database, indexItems, vanished),
      (withdrawn.size > 0 || erasure.erased.all !== undefined) &&
        (await removeIndexItems(database, key, indexItems, hasNoEvent)),
      await correctContactItems(database, key, events, {
        has: (version) => explained.has(version) || isErased(version, 'contact'),
      }),
      await addAttributes(database, items, read),
    ]
    await moveEvents(database, moved, superseded)
    if (moved.length > 0 || corrections.includes(true)) outcome = 'written'
    if (await haveMoved(database, key, events)) continue
    const folded = events.reduce(fold, emptyState(key))
    const state = states.reduce<State>(
      (before, known) => withExpired(before, known, { explained, times, erasure }),
      isEmpty(erasure.erased) ? folded : { ...folded, erased: erasure.erased },
    )
    if (Object.keys(state.versions).length === 0 && isEmpty(erasure.erased)) {
      if (current === undefined) return outcome
      if (!(await deleteItem(database, stateKey(key), isUnchanged(current)))) continue
      outcome = 'written'
    } else {
      const item = stateItem(state, layout, database.stateRetentionDays)
      if (item.revision !== current?.revision) {
        if ((await putIf(database, { ...item, via: 'rebuild' }, isUnchanged(current))) !== 'written') continue
        outcome = 'written'
      }
    }
    // An event may have come meanwhile that changed nothing in the state as it was before, and does now.
    if (!(await hasOthers(database, key, records, everyEvent))) return outcome
  }
  throw new ConflictError('the state changed under every attempt to write it')
}

function isEmpty(members: object): boolean {
  return Object.keys(members).length === 0
}

/** What the stored events of a thing, and the stubs of others, explain: versions, and times of events. */
type Known = { explained: ReadonlySet<string>; times: ReadonlySet<string>; erasure: Erasure }

/** Registers that an event set which has expired are kept as long as nothing newer is there. */
function withExpired(state: State, current: State, { explained, times, erasure }: Known): State {
  const values = { ...state.values }
  const versions = { ...state.versions }
  let isExpired = false
  for (const [name, version] of Object.entries(current.versions)) {
    if (explained.has(version) || version < (versions[name] ?? '')) continue
    const value = current.values[name]
    if (erasure.removes(name, version, value)) continue
    isExpired = true
    versions[name] = version
    if (value === undefined) delete values[name]
    else values[name] = value
  }
  const cut = isExpired ? [...state.cut, ...current.cut] : state.cut
  const { startedAt: before = '' } = current
  const isKept = before > (erasure.erased.all ?? '') && !times.has(before)
  const earlier = isKept ? [before] : []
  const [startedAt] = [...earlier, state.startedAt].sort()
  return { ...state, values, versions, cut, ...(startedAt === undefined ? {} : { startedAt }) }
}

/** The event is still stored, and not withdrawn. */
const isStored: Condition = {
  expression: 'attribute_exists(#record) AND attribute_not_exists(withdrawnAt)',
  names: { '#record': sortKey },
}

/**
 * Adds the attributes to event items that their triggers read today and did not when they were stored. What an item
 * has is not changed.
 *
 * @returns whether any was written
 */
async function addAttributes(
  database: Database,
  items: readonly JsonObject[],
  events: readonly (Event | undefined)[],
): Promise<boolean> {
  const learnt = items.flatMap((item, index) => {
    const event = events[index]
    const attributes = event ? attributesOf(event) : {}
    const isNew = Object.keys(attributes).some((name) => item[name] === undefined)
    return isNew ? [{ ...attributes, ...item }] : []
  })
  const written = await all(learnt, requestsAtOnce, (item) => putIf(database, item, isStored))
  return written.includes('written')
}

/** Removes the index items that only withdrawn events had set. */
async function removeIndexItems(
  database: Database,
  key: string,
  kept: readonly JsonObject[],
  withdrawn: Versions,
): Promise<boolean> {
  let isChanged = false
  const records = new Set(kept.map(({ record }) => String(record)))
  for await (const item of storedItems(database, key, { prefix: 'tag#' })) {
    if (!records.has(String(item.record)) && withdrawn.has(String(item.version)))
      isChanged = (await removeIndexItem(database, item)) || isChanged
  }
  return isChanged
}

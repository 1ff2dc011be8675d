import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { type Database, getItem, putIf } from '../dynamodb/database.ts'
import { queryItems } from '../dynamodb/query.ts'
import { sortKey } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import { canonical } from '../events/fingerprint.ts'
import { emptyState, fold, type State, versionsOf } from '../events/register.ts'
import { stateFrom, stateItem } from '../events/state.ts'
import {
  ConflictError,
  indexItemsOf,
  isNewer,
  isUnchanged,
  mostConflicts,
  newestIndexItems,
  stateKey,
} from './states.ts'
import { storedEvent } from './stored-event.ts'
import { atFirst, readSuperseded } from './superseded.ts'

/** Reads the event items of one thing, in time order, page by page. */
export function eventItems(database: Database, key: string): AsyncGenerator<JsonObject> {
  return queryItems(database.client, {
    tableName: database.tableName,
    partition: { name: database.partitionKey, value: key },
    sort: { name: sortKey, range: { prefix: 'event#' } },
    consistentRead: true,
  })
}

/**
 * Makes the state of one thing anew from its stored events, and its index items with it. Safe while events arrive: the
 * state is read before the events, and written only if it is still the one that was read.
 *
 * @throws ConflictError when consumers are always faster
 */
export async function rebuildState(
  database: Database,
  entity: Entity,
  key: string,
): Promise<'unchanged' | 'written'> {
  const { layout } = definitions[entity]
  let outcome: 'unchanged' | 'written' = 'unchanged'
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const current = await getItem(database, stateKey(key))
    const superseded = await readSuperseded(database, key)
    const kept = new Set(superseded.versions)
    let state: State = emptyState(key)
    let indexItems: JsonObject[] = []
    const records = new Set<string>()
    for await (const item of eventItems(database, key)) {
      records.add(String(item[sortKey]))
      const stored = await storedEvent(entity, item, database.bodies)
      if (stored === undefined) continue
      const event = atFirst(stored, superseded)
      state = fold(state, event)
      for (const version of versionsOf(event)) kept.add(version)
      indexItems = newestIndexItems(database, [...indexItems, ...indexItemsOf(database, event)])
    }
    for (const indexItem of indexItems) await replaceIndexItem(database, indexItem, superseded.versions)
    if (await hasVanished(database, key, indexItems)) continue
    if (current) state = withExpired(state, stateFrom(current, layout), kept)
    const item = stateItem(state, layout)
    if (item.revision !== current?.revision && Object.keys(state.versions).length > 0) {
      if ((await putIf(database, item, isUnchanged(current))) !== 'written') continue
      outcome = 'written'
    }
    // An event may have come meanwhile that changed nothing in the state as it was before, and does now.
    if (!(await hasOthers(database, key, records))) return outcome
  }
  throw new ConflictError('the state changed under every attempt to write it')
}

/** Whether there is an event beside those of these records. */
async function hasOthers(database: Database, key: string, records: ReadonlySet<string>): Promise<boolean> {
  for await (const item of eventItems(database, key)) if (!records.has(String(item[sortKey]))) return true
  return false
}

/** The registers that an event has set which is no longer kept stand as long as nothing newer does. */
function withExpired(state: State, current: State, kept: ReadonlySet<string>): State {
  const values = { ...state.values }
  const versions = { ...state.versions }
  for (const [name, version] of Object.entries(current.versions)) {
    if (kept.has(version) || version < (versions[name] ?? '')) continue
    versions[name] = version
    const value = current.values[name]
    if (value === undefined) delete values[name]
    else values[name] = value
  }
  const startedAt = [state.startedAt, current.startedAt].filter((at) => at !== undefined).sort()[0]
  return { key: state.key, values, versions, ...(startedAt === undefined ? {} : { startedAt }) }
}

/** Whether one of the index items is of an event that has turned out to have been received earlier meanwhile. */
async function hasVanished(
  database: Database,
  key: string,
  indexItems: readonly JsonObject[],
): Promise<boolean> {
  if (indexItems.length === 0) return false
  const { versions } = await readSuperseded(database, key)
  return indexItems.some(({ version }) => versions.has(String(version)))
}

/** Writes an index item where what stands is older, of a vanished event, or of the same event as another fold read it. */
async function replaceIndexItem(
  database: Database,
  indexItem: JsonObject,
  vanished: ReadonlySet<string>,
): Promise<void> {
  const standing = await putIf(database, indexItem, isNewer(String(indexItem.version)))
  if (standing === 'written') return
  const isOutdated = standing.version === indexItem.version && canonical(standing) !== canonical(indexItem)
  if (!isOutdated && !vanished.has(String(standing.version))) return
  await putIf(database, indexItem, {
    expression: '#version = :version',
    names: { '#version': 'version' },
    values: { ':version': String(standing.version) },
  })
}

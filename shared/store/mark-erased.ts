import type { Entity } from '../commbox/names.ts'
import { getItem, putIf } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { type Erased, emptyState } from '../events/register.ts'
import { stateFrom, stateItem } from '../events/state.ts'
import type { Database } from './database.ts'
import { latestErased } from './erasure.ts'
import { ConflictError, isUnchanged, mostConflicts, stateKey } from './states.ts'

/**
 * Says up to when a thing, its texts, or a user (`userKey`) is erased. From then on consumers store nothing of it that
 * occurred or was received before; those that run must end before `eraseThing` is called.
 *
 * @throws ConflictError when consumers are always faster
 */
export async function markErased(
  database: Database,
  entity: Entity,
  key: string,
  erased: Erased,
): Promise<void> {
  const { layout } = definitions[entity]
  for (let attempt = 0; attempt < mostConflicts; attempt += 1) {
    const current = await getItem(database, stateKey(key))
    const state = current ? stateFrom(current, layout) : emptyState(key)
    const item = stateItem({ ...state, erased: latestErased([state.erased ?? {}, erased]) }, layout)
    if (item.revision === current?.revision) return
    if ((await putIf(database, item, isUnchanged(current))) === 'written') return
  }
  throw new ConflictError('the state changed under every attempt to write it')
}

import type { Entity } from '../../../shared/commbox/names.ts'
import type { Table } from '../../../shared/dynamodb/database.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { isThere } from './keys.ts'
import { noneYet, type RebuildOrder, rebuildStates, reportText, withTable } from './states.ts'

/** An id as it was typed, and the partition keys that it may mean. */
type Wanted = { id: string; keys: readonly string[] }

/**
 * Rebuilds the states of some ids.
 *
 * @throws CommandError where not all of them could be rebuilt, or one is unknown
 */
export async function rebuildSome(order: RebuildOrder, wanted: readonly Wanted[], io: Io): Promise<void> {
  await withTable(order, async (database) => {
    const keys = await knownKeys(database, order.entity, wanted)
    await order.consent(`Fold the events of ${counted(keys.length, 'state')} again, and write what differs?`)
    const counts = { ...noneYet }
    const isDone = await interruptible(io, (stop) => rebuildStates(database, order, keys, counts, stop, io))
    io.out(reportText(counts))
    if (!isDone) throw new CommandError('stopped before the end')
    if (counts.failed > 0) throw new CommandError('not every state could be made')
  })
}

async function knownKeys(table: Table, entity: Entity, wanted: readonly Wanted[]): Promise<string[]> {
  const found = new Set<string>()
  for (const { id, keys } of wanted) {
    const known = await Promise.all(keys.map((key) => isThere(table, key)))
    if (!known.includes(true)) throw new CommandError(`nothing is stored about ${entity.toLowerCase()} ${id}`)
    for (const [index, key] of keys.entries()) if (known[index]) found.add(key)
  }
  return [...found]
}

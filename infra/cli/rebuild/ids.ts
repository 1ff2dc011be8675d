import type { Entity } from '../../../shared/commbox/names.ts'
import type { Table } from '../../../shared/dynamodb/database.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { isStored } from './keys.ts'
import { noneYet, type RebuildOptions, rebuildStates, report, withTable } from './rebuild.ts'

/** An id as it was typed, and the partition keys that it can mean. */
type Wanted = { id: string; keys: readonly string[] }

/**
 * Rebuilds the states of some ids.
 *
 * @throws CommandError if one is unknown, and then nothing is written, or if not all of them could be rebuilt
 */
export async function rebuildIds(options: RebuildOptions, wanted: readonly Wanted[], io: Io): Promise<void> {
  await withTable(options, async (database) => {
    const keys = await storedKeys(database, options.entity, wanted)
    await options.consent(`Rebuild ${counted(keys.length, 'state')} from the stored events?`)
    const counts = { ...noneYet }
    const isDone = await interruptible(io, (stop) => rebuildStates(database, options, keys, counts, stop, io))
    report(options, counts, { isDone, advice: 'run the same command again' }, io)
  })
}

async function storedKeys(table: Table, entity: Entity, wanted: readonly Wanted[]): Promise<string[]> {
  const found = new Set<string>()
  for (const { id, keys } of wanted) {
    const stored = await Promise.all(keys.map((key) => isStored(table, key)))
    if (!stored.includes(true))
      throw new CommandError(`nothing is stored about ${entity.toLowerCase()} ${id}`)
    for (const [index, key] of keys.entries()) if (stored[index]) found.add(key)
  }
  return [...found]
}

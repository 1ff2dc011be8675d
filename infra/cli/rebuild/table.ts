import { tableTitles } from '../../../shared/runtime/names.ts'
import { CommandError } from '../errors.ts'
import { type Checkpoint, checkpointFile } from '../long-running/checkpoint.ts'
import { interruptible } from '../long-running/interruptible.ts'
import type { Io } from '../terminal/io.ts'
import { keysOf, type Position } from './keys.ts'
import { noneYet, type RebuildOrder, rebuildStates, reportText, withTable } from './states.ts'

/**
 * Rebuilds every state of a table. How far it has come stands in a file of `folder` until it is done.
 *
 * @param isResumed whether it begins where the last one has stopped
 * @throws CommandError where not all of them could be rebuilt
 */
export async function rebuildTable(
  order: RebuildOrder & { folder: string; isResumed: boolean },
  io: Io,
): Promise<void> {
  const { deployment, entity, consent, folder, isResumed } = order
  const checkpoint = checkpointFile(folder, deployment.tableName(entity))
  const before = isResumed ? checkpoint.read() : undefined
  const where = before ? `, from where it stopped (${reportText(before.counts)})` : ''
  await withTable(order, async (database) => {
    await consent(
      `Fold all events in ${tableTitles[entity]} again${where}, and write the states that differ?`,
    )
    const counts = { ...(before?.counts ?? noneYet) }
    if (!before) checkpoint.write({ counts })
    const isDone = await interruptible(io, async (stop) => {
      for await (const { keys, next } of keysOf(database, before && positionIn(before))) {
        if (!(await rebuildStates(database, order, keys, counts, stop, io))) return false
        if (next) checkpoint.write({ position: textsOf(next), counts })
      }
      return true
    })
    io.out(reportText(counts))
    if (!isDone) throw new CommandError('stopped before the end: the same command with --resume goes on')
    checkpoint.remove()
    if (counts.failed > 0) throw new CommandError('not every state could be made')
  })
}

function positionIn({ position }: Checkpoint): Position | undefined {
  return position && Object.fromEntries(Object.entries(position).map(([name, S]) => [name, { S }]))
}

function textsOf(position: Position): Record<string, string> {
  return Object.fromEntries(Object.entries(position).map(([name, { S = '' }]) => [name, S]))
}

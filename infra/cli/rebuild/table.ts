import { join } from 'node:path'
import * as v from 'valibot'
import { tableTitles } from '../../../shared/runtime/names.ts'
import { CommandError } from '../errors.ts'
import { checkpointFile, position } from '../long-running/checkpoint.ts'
import { interruptible } from '../long-running/interruptible.ts'
import type { Io } from '../terminal/io.ts'
import { keyPages } from './keys.ts'
import { countsText, noneYet, type RebuildOptions, rebuildStates, report, withTable } from './rebuild.ts'

const checkpointSchema = v.object({
  /** Absent until the first page is done. */
  position: v.optional(position),
  counts: v.object({ unchanged: v.number(), written: v.number(), failed: v.number() }),
})

/**
 * Rebuilds every state of a table, and keeps how far it got in a file of `folder` until it is done.
 *
 * @param isResumed whether to start where the last run was interrupted
 * @throws CommandError if not all states could be rebuilt, or there is nothing to resume
 */
export async function rebuildTable(
  options: RebuildOptions & { folder: string; isResumed: boolean },
  io: Io,
): Promise<void> {
  const { deployment, entity, consent, folder, isResumed } = options
  const tableName = deployment.tableName(entity)
  const file = join(folder, `rebuild-${tableName}.json`)
  const checkpoint = checkpointFile(file, checkpointSchema, 'run the command without --resume')
  const before = isResumed ? checkpoint.read() : undefined
  if (isResumed && before === undefined) {
    throw new CommandError(
      `no rebuild of ${tableName} was interrupted on this machine: run the command without --resume`,
    )
  }
  const where = before ? `, from where it was interrupted (${countsText(before.counts)})` : ''
  await withTable(options, async (database) => {
    await consent(`Rebuild all states in ${tableTitles[entity]} from the stored events${where}?`)
    const counts = { ...(before?.counts ?? noneYet) }
    if (!before) checkpoint.write({ counts })
    const isDone = await interruptible(io, async (stop) => {
      for await (const { keys, next } of keyPages(database, before?.position)) {
        if (!(await rebuildStates(database, options, keys, counts, stop, io))) return false
        if (next) checkpoint.write({ position: next, counts })
      }
      return true
    })
    if (isDone) checkpoint.remove()
    report(options, counts, { isDone, advice: 'run the same command with --resume to continue' }, io)
  })
}

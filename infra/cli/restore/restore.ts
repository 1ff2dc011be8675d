import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { all } from '../../../shared/runtime/in-order.ts'
import { tableTitles } from '../../../shared/runtime/names.ts'
import { restoreItems } from '../../../shared/store/restore.ts'
import { clientConfig } from '../../deployment/database.ts'
import { CommandError, UsageError } from '../errors.ts'
import { checkpointFile, position } from '../long-running/checkpoint.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { noneYet, type RebuildOptions, rebuildStates, withTable } from '../rebuild/rebuild.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'

const checkpointSchema = v.object({
  /** Absent until the first page is done. */
  position: v.optional(position),
  counts: v.object({ read: v.number(), restored: v.number(), failed: v.number() }),
})
type Counts = v.InferOutput<typeof checkpointSchema>['counts']

/** Items on a page, and so how many at most are read twice after an interruption. */
const pageSize = 100
const keysAtOnce = 8

/**
 * Copies what a table lacks from another one, page by page, and rebuilds the states of a page before the next. Keeps
 * how far it got in a file of `folder` until it is done; the next run resumes there.
 *
 * @throws CommandError if it was interrupted, a state could not be rebuilt, or the other table is of another entity
 */
export async function restoreTable(
  options: RebuildOptions & { from: string; folder: string },
  io: Io,
): Promise<void> {
  const { deployment, entity, consent, json, from, folder } = options
  const tableName = deployment.tableName(entity)
  if (from === tableName || from.endsWith(`:table/${tableName}`))
    throw new UsageError(`${from} is the table in use, or has its name: pass another one`)
  const hash = createHash('sha256').update(from).digest('hex').slice(0, 16)
  const file = join(folder, `restore-${tableName}-${hash}.json`)
  const checkpoint = checkpointFile(file, checkpointSchema, 'remove it and run the command again')
  const before = checkpoint.read()
  const where = before ? `, from where it was interrupted (${countsText(before.counts)})` : ''
  const counts: Counts = before?.counts ?? { read: 0, restored: 0, failed: 0 }
  const line = progress(io)
  const region = /^arn:[^:]+:dynamodb:([^:]+):/.exec(from)?.[1]
  const source = new DynamoDBClient({
    ...clientConfig(deployment),
    ...(region && !deployment.local ? { region } : {}),
  })
  let isDone = false
  try {
    await withTable(options, async (database) => {
      await consent(`Copy what ${tableTitles[entity]} lacks from ${from}${where}?`)
      if (!before) checkpoint.write({ counts })
      isDone = await interruptible(io, async (stop) => {
        // The page that was interrupted may have items in the table whose states are not rebuilt yet.
        let isUnsure = before !== undefined
        const scan = {
          tableName: from,
          limit: pageSize,
          start: before?.position,
          consistentRead: true,
        }
        for await (const { items, next } of scanPages(source, scan)) {
          checkEntity(options, items, database.partitionKey)
          const byKey = [...Map.groupBy(items, (item) => String(item[database.partitionKey]))]
          const restored = await all(
            byKey,
            keysAtOnce,
            async ([key, ofKey]) => [key, await restoreItems(database, entity, key, ofKey)] as const,
          )
          counts.read += items.length
          for (const [, { count }] of restored) counts.restored += count
          const changed = restored.filter(([, { isChanged }]) => isUnsure || isChanged).map(([key]) => key)
          const states = new Map(restored.map(([key, { state }]) => [key, state]))
          const rebuilt = { ...noneYet }
          const isRebuilt = await rebuildStates(database, options, changed, rebuilt, stop, io, states)
          counts.failed += rebuilt.failed
          if (!isRebuilt) return false
          isUnsure = false
          line.show(countsText(counts))
          if (next === undefined) return true
          checkpoint.write({ position: next, counts })
          if (stop.signal.aborted) return false
        }
        return true
      })
    })
  } finally {
    line.clear()
    source.destroy()
  }
  if (isDone) checkpoint.remove()
  if (json) printJson(io, [{ entity, ...counts }])
  else io.out(countsText(counts))
  if (!isDone) throw new CommandError('interrupted: run the same command to resume')
  if (counts.failed > 0)
    throw new CommandError(`not every state could be rebuilt: run rebuild ${entity.toLowerCase()}`)
}

/** Four tables have the same keys: the triggers of the events tell them apart. */
function checkEntity(
  { entity, from }: { entity: keyof typeof definitions; from: string },
  items: readonly JsonObject[],
  partitionKey: string,
): void {
  const triggers = items.flatMap(({ trigger }) => (typeof trigger === 'string' ? [trigger] : []))
  const isOther = triggers.length > 0 && !triggers.some((trigger) => trigger in definitions[entity].triggers)
  if (isOther || items.some((item) => typeof item[partitionKey] !== 'string'))
    throw new CommandError(`${from} is not a table of ${entity.toLowerCase()}: nothing of it was copied`)
}

/** `120 items read: 3 events restored` */
function countsText({ read, restored, failed }: Counts): string {
  const others = failed > 0 ? `, ${counted(failed, 'state')} failed` : ''
  return `${counted(read, 'item')} read: ${counted(restored, 'event')} restored${others}`
}

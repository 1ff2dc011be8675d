import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { getItem } from '../../../shared/dynamodb/database.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { all } from '../../../shared/runtime/in-order.ts'
import { type Pipeline, tableTitles } from '../../../shared/runtime/names.ts'
import { restoreItems, restoreQuarantine } from '../../../shared/store/restore.ts'
import { stateKey } from '../../../shared/store/states.ts'
import { clientConfig } from '../../deployment/database.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import { CommandError, UsageError } from '../errors.ts'
import { checkpointFile, position } from '../long-running/checkpoint.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { noneYet, type RebuildOptions, rebuildStates } from '../rebuild/rebuild.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'

const checkpointSchema = v.object({
  /** Absent until the first page is done. */
  position: v.optional(position),
  /** The key whose items continue after the position, if its state must be rebuilt then. */
  open: v.optional(v.string()),
  counts: v.object({
    read: v.number(),
    restored: v.number(),
    unreadable: v.number(),
    written: v.number(),
    failed: v.number(),
  }),
})
type Counts = v.InferOutput<typeof checkpointSchema>['counts']

export type RestoreOptions = Omit<RebuildOptions, 'entity'> & {
  pipeline: Pipeline
  /** The name or ARN of the table to copy from. */
  from: string
  /** Where the checkpoint is kept. */
  folder: string
}

/** Items on a page, and so how many at most are read twice after an interruption. */
const pageSize = 100
const keysAtOnce = 8

/**
 * Copies what a table lacks from another one, page by page, and rebuilds a state when all pages of its items are
 * copied. Keeps how far it got in a file of `folder` until it is done; the next run resumes there.
 *
 * @throws CommandError if it was interrupted, something cannot be read or rebuilt, or the other table is of another
 *   entity
 */
export async function restoreTable(options: RestoreOptions, io: Io): Promise<void> {
  const { deployment, pipeline, consent, json, from, folder } = options
  const tableName = deployment.tableName(pipeline)
  const hash = createHash('sha256').update(from).digest('hex').slice(0, 16)
  const file = join(folder, `restore-${tableName}-${hash}.json`)
  const checkpoint = checkpointFile(file, checkpointSchema, 'remove it and run the command again')
  const before = checkpoint.read()
  const where = before ? `, from where it was interrupted (${countsText(before.counts)})` : ''
  const counts: Counts = before?.counts ?? { read: 0, restored: 0, unreadable: 0, written: 0, failed: 0 }
  const line = progress(io)
  const region = /^arn:[^:]+:dynamodb:([^:]+):/.exec(from)?.[1]
  const source = new DynamoDBClient({
    ...clientConfig(deployment),
    ...(region && !deployment.local ? { region } : {}),
  })
  let isDone = false
  try {
    await withEntityTables(deployment, async (tableOf) => {
      const database = tableOf(pipeline)
      // A table of another region may have the same name.
      const isHere = region === undefined || region === (await database.client.config.region())
      if (isHere && `/${from}`.endsWith(`/${tableName}`))
        throw new UsageError(`${from} is the table in use, or has its name: pass another one`)
      const other = { ...database, client: source, tableName: from }
      await checkExists(source, from)
      await consent(`Copy what ${tableTitles[pipeline]} lacks from ${from}${where}?`)
      if (!before) checkpoint.write({ counts })
      isDone = await interruptible(io, async (stop) => {
        // Items of the page that was interrupted may be in the table without being in their states.
        let isUnsure = before !== undefined
        let open = before?.open
        const scan = {
          tableName: from,
          limit: pageSize,
          start: before?.position,
          consistentRead: true,
        }
        for await (const { items, next } of scanPages(source, scan)) {
          checkPipeline(options, items, database.partitionKey)
          const byKey = [...Map.groupBy(items, (item) => String(item[database.partitionKey]))]
          const restored = await all(byKey, keysAtOnce, async ([key, ofKey]) => {
            const result =
              pipeline === 'Quarantine'
                ? await restoreQuarantine(database, ofKey)
                : await restoreItems(database, pipeline, key, ofKey)
            return [key, result] as const
          })
          counts.read += items.length
          const changed = new Set(open === undefined ? [] : [open])
          for (const [key, { count, isChanged, unreadable }] of restored) {
            counts.restored += count
            counts.unreadable += unreadable.length
            if (isUnsure || isChanged) changed.add(key)
            if (unreadable.length > 0) line.clear()
            for (const record of unreadable) (json ? io.err : io.out)(`${key}  ${record}  cannot be read`)
          }
          // DynamoDB returns all items of a key one after the other: only the last of a page can continue.
          const last = next?.[database.partitionKey]
          open = last !== undefined && changed.delete(last) ? last : undefined
          if (pipeline !== 'Quarantine') {
            const rebuilt = { ...noneYet }
            const otherOf = (key: string) => getItem(other, stateKey(key))
            const parts = { deployment, entity: pipeline, json }
            const isRebuilt = await rebuildStates(database, parts, [...changed], rebuilt, stop, io, otherOf)
            counts.written += rebuilt.written
            counts.failed += rebuilt.failed
            if (!isRebuilt) return false
          }
          isUnsure = false
          line.show(countsText(counts))
          if (next === undefined) return true
          checkpoint.write({ position: next, counts, ...(open === undefined ? {} : { open }) })
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
  if (json) printJson(io, [{ [pipeline === 'Quarantine' ? 'table' : 'entity']: pipeline, ...counts }])
  else io.out(countsText(counts))
  if (!isDone) throw new CommandError('interrupted: run the same command to resume')
  if (counts.failed > 0)
    throw new CommandError(`not every state could be rebuilt: run rebuild ${pipeline.toLowerCase()}`)
  if (counts.unreadable > 0)
    throw new CommandError(
      `${counted(counts.unreadable, 'item')} cannot be read by this version, or the large body is not in the bucket`,
    )
}

/** Says which table is missing: elsewhere it is one that the outputs file names. */
async function checkExists(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await scanPages(client, { tableName, limit: 1 }).next()
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw new CommandError(`there is no table ${tableName}`)
    throw error
  }
}

/** Four tables have the same keys: the triggers of the events tell them apart. */
function checkPipeline(
  { pipeline, from }: RestoreOptions,
  items: readonly JsonObject[],
  partitionKey: string,
): void {
  const known = pipeline === 'Quarantine' ? undefined : definitions[pipeline].triggers
  const triggers = items.flatMap(({ trigger }) => (typeof trigger === 'string' ? [trigger] : []))
  const isOther = known && triggers.length > 0 && !triggers.some((trigger) => trigger in known)
  if (isOther || items.some((item) => typeof item[partitionKey] !== 'string'))
    throw new CommandError(`${from} is not a table of ${pipeline.toLowerCase()}: nothing of it was copied`)
}

/** `120 items read: 3 restored, 1 state written` */
function countsText({ read, restored, unreadable, written, failed }: Counts): string {
  return [
    `${counted(read, 'item')} read: ${restored} restored`,
    ...(written > 0 ? [`${counted(written, 'state')} written`] : []),
    ...(failed > 0 ? [`${counted(failed, 'state')} failed`] : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
  ].join(', ')
}

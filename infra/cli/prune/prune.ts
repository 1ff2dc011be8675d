import { join } from 'node:path'
import * as v from 'valibot'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { all } from '../../../shared/runtime/in-order.ts'
import { type Pipeline, tableTitles } from '../../../shared/runtime/names.ts'
import type { Database } from '../../../shared/store/database.ts'
import {
  deleteExpired,
  isAlive,
  isExpired,
  isIndexItem,
  pruneAttributes,
  pruneIndexItems,
} from '../../../shared/store/prune.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { checkpointFile, position } from '../long-running/checkpoint.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { announceScan } from '../long-running/scan-cost.ts'
import { bar } from '../terminal/bar.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'

type PruneOptions = {
  deployment: Deployment
  pipelines: readonly Pipeline[]
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
  /** Where the checkpoints are kept. */
  folder: string
}

/** How much of a table was read, has expired and is still there, or is left over in indexes. */
const countsSchema = v.object({ read: v.number(), expired: v.number(), leftOver: v.number() })
type Counts = v.InferOutput<typeof countsSchema>
const checkpointSchema = v.object({ position, counts: countsSchema })

const keysAtOnce = 8
/** Items on a page, and so how many at most are read twice after an interruption. */
const pageSize = 100

/**
 * Removes from tables what has expired, and the index items of things that have neither a state nor an event.
 *
 * @throws CommandError if it was interrupted
 */
export async function prune(options: PruneOptions, io: Io): Promise<void> {
  const { deployment, pipelines, consent, json } = options
  const results: ({ table: string } & Counts)[] = []
  const isDone = await withEntityTables(deployment, async (databaseOf) => {
    const scan = { of: pipelines, isConsistent: true }
    const items = await announceScan(databaseOf('Object').client, deployment, scan, io)
    await consent?.('Remove what has expired, and what is left over of it?')
    return interruptible(io, async ({ signal }) => {
      for (const pipeline of pipelines) {
        const total = items.get(pipeline) ?? 0
        const counts = await pruneTable(databaseOf(pipeline), pipeline, { ...options, total, signal }, io)
        results.push({ table: tableTitles[pipeline], ...counts })
        if (signal.aborted) return false
      }
      return true
    })
  })
  if (json) printJson(io, results)
  else
    for (const { table, ...counts } of results)
      io.out(`${table}: ${countsText(counts, consent === undefined)}`)
  if (!isDone) throw new CommandError('interrupted: run the same command to resume')
}

async function pruneTable(
  database: Database,
  pipeline: Pipeline,
  { consent, folder, total, signal }: PruneOptions & { total: number; signal: AbortSignal },
  io: Io,
): Promise<Counts> {
  const { client, tableName, partitionKey } = database
  const isDry = consent === undefined
  const file = join(folder, `prune-${tableName}.json`)
  const checkpoint = checkpointFile(file, checkpointSchema, 'remove it and run the command again')
  const before = isDry ? undefined : checkpoint.read()
  const counts = before?.counts ?? { read: 0, expired: 0, leftOver: 0 }
  const now = Math.floor(io.now().getTime() / 1000)
  const line = progress(io)
  const attributes = [partitionKey, ...pruneAttributes]
  const scan = { tableName, attributes, limit: pageSize, start: before?.position, consistentRead: true }
  try {
    for await (const { items, next } of scanPages(client, scan)) {
      const expired = items.filter((item) => isExpired(database, item, now))
      if (!isDry) await deleteExpired(database, pipeline, expired, now)
      if (pipeline !== 'Quarantine') {
        const keys = withoutLife(database, items, now)
        const leftOver = await all(keys, keysAtOnce, (key) =>
          pruneIndexItems(database, pipeline, key, now, isDry),
        )
        counts.leftOver += leftOver.reduce((sum, count) => sum + count, 0)
      }
      counts.read += items.length
      counts.expired += expired.length
      line.show(`${tableTitles[pipeline]}: ${bar(counts.read, total)} ${countsText(counts, isDry)}`)
      if (next && !isDry) checkpoint.write({ position: next, counts })
      if (signal.aborted && next) return counts
    }
    if (!isDry) checkpoint.remove()
    return counts
  } finally {
    line.clear()
  }
}

/** The keys that have index items on a page, and neither a state nor an event: both can be on another page. */
function withoutLife(database: Database, items: readonly JsonObject[], now: number): string[] {
  const byKey = Map.groupBy(items, (item) => String(item[database.partitionKey]))
  return [...byKey].flatMap(([key, ofKey]) =>
    ofKey.some(isIndexItem) && !ofKey.some((item) => isAlive(database, item, now)) ? [key] : [],
  )
}

/** `120 items read: 3 expired and 2 left over removed` */
function countsText({ read, expired, leftOver }: Counts, isDry: boolean): string {
  return `${counted(read, 'item')} read: ${expired} expired and ${leftOver} left over ${isDry ? 'would be removed' : 'removed'}`
}

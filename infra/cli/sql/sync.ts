import { once } from 'node:events'
import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { Entity } from '../../../shared/commbox/names.ts'
import { readingInput } from '../../../shared/dynamodb/request.ts'
import { sortKey, stateRecord } from '../../../shared/dynamodb/table.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { announceScan } from '../long-running/scan-cost.ts'
import { bar } from '../terminal/bar.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { columnsOf, rawTables } from './columns.ts'
import { withDuckDb } from './database.ts'
import { load } from './load.ts'
import { versionOf } from './views.ts'

/** DynamoDB reads the segments of a table in parallel. Each is a file of lines. */
const segments = 4
const requestsAtOnce = 8

/**
 * Reads the tables of a deployment and replaces the local copy with what they have now, so that what was erased or
 * withdrawn is gone from it as well. Nothing of the copy is replaced before everything is read.
 *
 * @param file the database of the copy
 * @throws CommandError if it was interrupted
 */
export async function sync(deployment: Deployment, file: string, io: Io): Promise<void> {
  const folder = `${file}.new`
  rmSync(folder, { recursive: true, force: true })
  // Customers' data: only the user who copies it can read it.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const line = progress(io)
  try {
    const items = await withDatabase(deployment, async (client) => {
      const scan = { of: rawTables.map(({ entity }) => entity), isConsistent: false }
      const counts = await announceScan(client, deployment, scan, io)
      const expected = [...counts.values()].reduce((sum, count) => sum + count, 0)
      return await interruptible(io, (stop) => {
        const show = (read: number) => line.show(`${bar(read, expected)} ${counted(read, 'item')} read`)
        return readTables(client, deployment, folder, stop.signal, show)
      })
    })
    line.show(`${counted(items, 'item')} read, building the copy`)
    const database = join(folder, 'copy.duckdb')
    await withDuckDb(database, 'write', async (connection) => {
      const { reportTimeZone } = deployment
      await load(connection, (entity) => join(folder, `${entity}-*.json`), reportTimeZone)
      await connection.run(
        'CREATE TABLE copy AS SELECT CAST($time AS timestamp) AS synced_time, CAST($items AS integer) AS items, $version AS version',
        { time: io.now().toISOString().slice(0, -1), items, version: versionOf(reportTimeZone) },
      )
    })
    renameSync(database, file)
  } finally {
    line.clear()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns how many items were read */
async function readTables(
  client: DynamoDBClient,
  { tableName }: Deployment,
  folder: string,
  stopped: AbortSignal,
  show: (read: number) => void,
): Promise<number> {
  let read = 0
  const parts = rawTables.flatMap(({ entity }) =>
    Array.from({ length: segments }, (_, segment) => ({ entity, segment })),
  )
  const copyPart = async ({ entity, segment }: { entity: Entity; segment: number }) => {
    const input = {
      ...readingInput({
        tableName: tableName(entity),
        attributes: columnsOf(entity).map(({ attribute }) => attribute),
        filter: copied,
      }),
      Segment: segment,
      TotalSegments: segments,
    }
    const lines = createWriteStream(join(folder, `${entity}-${segment}.json`), { mode: 0o600 })
    for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client }, input)) {
      // The types of values stay with them, as in DynamoDB's own exports.
      for (const Item of Items) lines.write(`${JSON.stringify({ Item })}\n`)
      if (lines.writableNeedDrain) await once(lines, 'drain')
      read += ScannedCount
      show(read)
      if (stopped.aborted) break
    }
    lines.end()
    await finished(lines)
  }
  for await (const _ of inOrder(parts, requestsAtOnce, copyPart, stopped));
  if (stopped.aborted) throw new CommandError('interrupted: the local copy is as it was before')
  return read
}

/** What happened, what is true now, and who can be reached how: not the stubs of what was withdrawn or erased. */
const copied = {
  expression:
    '(#record = :state OR begins_with(#record, :event) OR begins_with(#record, :contact)) ' +
    'AND attribute_not_exists(withdrawnAt)',
  names: { '#record': sortKey },
  values: { ':state': stateRecord, ':event': 'event#', ':contact': 'contact#' },
}

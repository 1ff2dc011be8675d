import type { JsonObject } from '../../../shared/commbox/json.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { columns, oneLine } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type Filters, idOf, isReplayed, rowsOfDay } from './rows.ts'

/** Prints the rows of a day in the order of receipt, and how many there are of each reason. */
export async function listQuarantine(
  deployment: Deployment,
  { day, json, ...filters }: Filters & { day: string; json?: true },
  io: Io,
): Promise<void> {
  const line = progress(io)
  const rows = await withDatabase(deployment, (client) =>
    rowsOfDay(tableOf(client, deployment, 'Quarantine'), day, filters, (count) =>
      line.show(`${counted(count, 'row')} read`),
    ).finally(line.clear),
  )
  if (json)
    return io.out(JSON.stringify({ day, counts: reasonsOf(rows), deliveries: rows.map(told) }, null, 2))
  if (rows.length === 0) return io.out(`Nothing of ${day} is in quarantine`)
  io.out(paint(io, 'bold', `${counted(rows.length, 'delivery', 'deliveries')} of ${day} in quarantine`))
  for (const text of columns(countsOf(rows))) io.out(text)
  io.out('')
  for (const text of columns(rows.map(cellsOf))) io.out(text)
}

/** The rows of each reason, the most frequent first. */
function byReason(rows: readonly JsonObject[]): [string, JsonObject[]][] {
  return [...Map.groupBy(rows, ({ reason }) => String(reason))].sort(
    ([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1),
  )
}

function countsOf(rows: readonly JsonObject[]): string[][] {
  return byReason(rows).map(([reason, members]) => {
    const replayed = members.filter(isReplayed).length
    return [reason, String(members.length), replayed > 0 ? `${replayed} replayed` : '']
  })
}

function reasonsOf(rows: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(byReason(rows).map(([reason, members]) => [reason, members.length]))
}

/** A row under the id by which show and replay know it. */
function told(row: JsonObject): JsonObject {
  const { day: _day, [sortKey]: _record, ...members } = row
  return { id: idOf(row), ...members }
}

function cellsOf(row: JsonObject): string[] {
  const { reason, entity, trigger, path } = row
  const texts = [reason, entity, trigger, path].map((value) => oneLine(String(value ?? ''), 60))
  return [...texts, isReplayed(row) ? 'replayed' : '', oneLine(idOf(row), 300)]
}

import type { JsonObject } from '../../../shared/commbox/json.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { isReplayed } from '../../../shared/quarantine/claim.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { oneLine } from '../../text/one-line.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'
import { type Filters, idOf, rowsOfDay } from './rows.ts'

/** Prints the deliveries of a day in the order of receipt, and how many there are of each reason. */
export async function listQuarantine(
  deployment: Deployment,
  { day, json, ...filters }: Filters & JsonOptions & { day: string },
  io: Io,
): Promise<void> {
  const line = progress(io)
  const rows = await withDatabase(deployment, (client) =>
    rowsOfDay(tableOf(client, deployment, 'Quarantine'), day, filters, (count) =>
      line.show(`${counted(count, 'row')} read`),
    ).finally(line.clear),
  )
  if (json) return printJson(io, rows.map(itemOf))
  if (rows.length === 0) return io.out(`No delivery of ${day} is in quarantine`)
  io.out(paint(io, 'bold', `${counted(rows.length, 'delivery', 'deliveries')} of ${day} in quarantine`))
  await printRows(io, countsOf(rows))
  io.out('')
  await printRows(io, rows.map(cellsOf))
}

/** Counts the rows of each reason, the most frequent first. */
function countsOf(rows: readonly JsonObject[]): string[][] {
  return [...Map.groupBy(rows, ({ reason }) => String(reason))]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([reason, members]) => {
      const replayed = members.filter(isReplayed).length
      return [reason, String(members.length), replayed > 0 ? `${replayed} replayed` : '']
    })
}

/** A row with the id that show and replay take. */
function itemOf(row: JsonObject): JsonObject {
  const { day: _day, [sortKey]: _record, ...members } = row
  return { id: idOf(row), ...members }
}

function cellsOf(row: JsonObject): string[] {
  const { reason, entity, trigger, path } = row
  const texts = [reason, entity, trigger, path].map((value) => oneLine(String(value ?? ''), 60))
  return [...texts, isReplayed(row) ? 'replayed' : '', oneLine(idOf(row), 300)]
}

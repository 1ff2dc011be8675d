import type { JsonObject } from '../../../shared/commbox/json.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { isReplayed } from '../../../shared/quarantine/claim.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { oneLine } from '../../text/one-line.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJsonItems } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'
import { type Filters, idOf, needsBodies, type Received, rowsOf } from './rows.ts'

/** Prints the deliveries of a span in the order of receipt, and how many there are of each reason. */
export async function listQuarantine(
  deployment: Deployment,
  filters: Filters,
  { json }: JsonOptions,
  io: Io,
): Promise<void> {
  const line = progress(io)
  await withBodies(deployment, (bodies) =>
    withDatabase(deployment, async (client) => {
      const isWhole = json || needsBodies(filters)
      const table = tableOf(client, deployment, 'Quarantine')
      const found = rowsOf(table, filters, isWhole ? bodies : undefined)
      if (json) return printJsonItems(io, found, itemOf)
      const rows: JsonObject[] = []
      for await (const { body: _body, ...row } of found) {
        rows.push(row)
        if (rows.length % 100 === 0) line.show(`${counted(rows.length, 'row')} read`)
      }
      line.clear()
      await printList(rows, filters.received, io)
    }),
  ).finally(line.clear)
}

async function printList(rows: readonly JsonObject[], { from, to }: Received, io: Io): Promise<void> {
  const days = [...new Set([from.slice(0, 10), to.slice(0, 10)])].join(' to ')
  if (rows.length === 0) return io.out(`No delivery of ${days} is in quarantine`)
  io.out(paint(io, 'bold', `${counted(rows.length, 'delivery', 'deliveries')} of ${days} in quarantine`))
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

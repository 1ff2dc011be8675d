import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { formats } from '../export/formats.ts'
import { replaceFile } from '../export/replace-file.ts'
import { withCopy } from '../sql/copy.ts'
import { writeResult } from '../sql/output.ts'
import { query, rowsIn } from '../sql/rows.ts'
import { explained } from '../sql/run.ts'
import type { Io } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'
import type { ReportOptions } from './command.ts'
import { type Report, reports, statementOf } from './reports.ts'
import { type Table, withPivot } from './table.ts'

/** Prints names, titles and dimensions of all reports. */
export async function listReports({ json }: ReportOptions, io: Io): Promise<void> {
  if (json)
    return printJson(
      io,
      reports.map(({ name, title, about, by, dimensions }) => ({ name, title, about, by, dimensions })),
    )
  await printRows(
    io,
    reports.map(({ name, title, dimensions }) => [
      name,
      title,
      dimensions.length > 0 ? `by ${dimensions.join(', ')}` : '',
    ]),
  )
}

/** Answers a report from the local copy. @throws CommandError if the file exists and is not to be replaced */
export async function runReport(
  deployment: Deployment,
  report: Report,
  options: ReportOptions & { by: string[] },
  io: Io,
): Promise<void> {
  await withCopy(deployment, options, io, async ({ connection, syncedAt }) => {
    const table = await explained(connection, io, async (): Promise<Table> => {
      const rows = await query(connection, statementOf(report, options.by, options, syncedAt))
      return { columns: rows.columns, rows: await rowsIn(rows) }
    })
    if (options.json) return printJson(io, table.rows)
    const { html, csv, force } = options
    const shown = withPivot(table, report.pivot)
    if (csv !== undefined) await replaceFile(csv, force, csvOf(shown), io)
    if (html !== undefined) {
      const { pageOf } = await import('./page.ts')
      const about = { timeZone: deployment.reportTimeZone, syncedAt, ...options }
      await replaceFile(html, force, [await pageOf(report, table, about)], io)
    }
    if (csv === undefined && html === undefined)
      await writeResult({ columns: shown.columns, pages: [shown.rows] }, { format: 'table' }, io)
  })
}

function csvOf({ columns, rows }: Table): string[] {
  const names = columns.map(({ name }) => name)
  return [formats.csv.head(names), formats.csv.page(rows.map(safeIds), names, true)]
}

/** Spreadsheets keep 15 digits of a number: an apostrophe makes a text of it. */
function safeIds(row: JsonObject): JsonObject {
  const safe = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' && /^\d{16,}$/.test(value) ? `'${value}` : value,
  ])
  return Object.fromEntries(safe)
}

import { renameSync, rmSync } from 'node:fs'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import { oneLine } from '../../text/one-line.ts'
import { CommandError } from '../errors.ts'
import { formats } from '../export/formats.ts'
import { openNew, replaceFile } from '../export/replace-file.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { printTable } from '../terminal/table.ts'
import { withDuckDb } from './database.ts'
import { quoted } from './dialect.ts'
import type { Rows } from './rows.ts'

export const resultFormats = ['table', 'csv', 'json', 'parquet'] as const
export type OutputOptions = { format: (typeof resultFormats)[number]; output?: string; force?: true }

/** So many rows are shown as a table. */
const mostShown = 1000

/** Writes a result to the terminal or into a file. @throws CommandError if the file exists and is not to be replaced */
export async function writeResult(
  rows: Rows,
  { format, output, force }: OutputOptions,
  io: Io,
): Promise<void> {
  if (format === 'table' && output === undefined) return await printResult(rows, io)
  if (format === 'parquet') return await writeParquet(rows, output, force, io)
  const lines = format === 'table' ? formats.csv : formats[format]
  const text = textOf(rows, lines)
  if (output !== undefined) return await replaceFile(output, force, text, io)
  // Each piece ends with the end of a line, which `out` adds.
  for await (const piece of text) if (piece !== '') io.out(piece.replace(/\n$/, ''))
}

async function* textOf({ columns, pages }: Rows, format: (typeof formats)[keyof typeof formats]) {
  const names = columns.map(({ name }) => name)
  yield format.head(names)
  let isFirst = true
  for await (const page of pages) {
    yield format.page(page, names, isFirst)
    isFirst &&= page.length === 0
  }
  yield format.foot
}

async function printResult({ columns, pages }: Rows, io: Io): Promise<void> {
  const shown: JsonObject[] = []
  let count = 0
  for await (const page of pages) {
    count += page.length
    shown.push(...page.slice(0, Math.max(0, mostShown - shown.length)))
  }
  const names = columns.map(({ name }) => name)
  await printTable(
    io,
    names,
    shown.map((row) => names.map((name) => cell(row[name]))),
  )
  const rest = count > shown.length ? `, of which ${shown.length} are shown: --format has all` : ''
  io.err(`${counted(count, 'row')}${rest}`)
}

function cell(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  return oneLine(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** By a database of our own, from lines: the one with the copy writes no files. */
async function writeParquet(
  { columns, pages }: Rows,
  file: string | undefined,
  force: true | undefined,
  io: Io,
): Promise<void> {
  if (file === undefined) throw new CommandError('parquet is no text: pass --output <file>')
  const lines = `${file}.lines`
  await replaceFile(lines, true, textOf({ columns, pages }, formats.jsonl), { ...io, err: () => {} })
  try {
    await (await openNew(file, `${file}.new`, force)).close()
    const types = columns.map(({ name, type }) => `'${quoted(name)}': '${quoted(type)}'`)
    await withDuckDb(':memory:', 'write', (connection) =>
      connection.run(
        `COPY (SELECT * FROM read_json('${quoted(lines)}', format = 'newline_delimited', columns = {${types.join(', ')}}))
         TO '${quoted(file)}.new' (FORMAT parquet)`,
      ),
    )
    renameSync(`${file}.new`, file)
  } finally {
    rmSync(lines, { force: true })
    rmSync(`${file}.new`, { force: true })
  }
  io.err(`written to ${file}`)
}

import { stringify } from 'csv-stringify/sync'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'

/** Turns items into the text of a file, page by page. */
export type Format = {
  /** What stands at the beginning of the file. */
  head(columns: readonly string[]): string
  page(items: readonly JsonObject[], columns: readonly string[]): string
}

export const formats: Readonly<Record<'jsonl' | 'csv', Format>> = {
  jsonl: {
    head: () => '',
    page: (items, columns) => items.map((item) => `${JSON.stringify(ordered(item, columns))}\n`).join(''),
  },
  // The mark tells spreadsheets that it is UTF-8.
  csv: {
    head: (columns) => `\ufeff${csv([columns])}`,
    page: (items, columns) => csv(items.map((item) => columns.map((column) => cell(item[column])))),
  },
}

/** DynamoDB gives attributes in no order: here they come in that of the columns, the others after them. */
function ordered(item: JsonObject, columns: readonly string[]): JsonObject {
  const known = columns.flatMap((column) => (item[column] === undefined ? [] : [[column, item[column]]]))
  return { ...Object.fromEntries(known), ...item }
}

function csv(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], { escape_formulas: true, record_delimiter: 'windows' })
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

import { stringify } from 'csv-stringify/sync'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import { escapedJson } from '../../text/one-line.ts'

/** Writes items as the text of a file, page by page. */
export type Format = {
  /** The beginning of the file. */
  head(columns: readonly string[]): string
  /** @param isFirst whether no item was written before */
  page(items: readonly JsonObject[], columns: readonly string[], isFirst: boolean): string
  /** The end of the file. */
  foot: string
}

export const formats: Readonly<Record<'jsonl' | 'csv' | 'json', Format>> = {
  jsonl: {
    head: () => '',
    page: (items, columns) =>
      items.map((item) => `${escapedJson(JSON.stringify(ordered(item, columns)))}\n`).join(''),
    foot: '',
  },
  csv: {
    // Spreadsheets know UTF-8 by the byte-order mark.
    head: (columns) => `\ufeff${csv([columns])}`,
    page: (items, columns) => csv(items.map((item) => columns.map((column) => cell(item[column])))),
    foot: '',
  },
  json: {
    head: () => '{"items": [\n',
    page: (items, columns, isFirst) => {
      const lines = items.map((item) => escapedJson(JSON.stringify(ordered(item, columns)))).join(',\n')
      return lines === '' ? '' : `${isFirst ? '' : ',\n'}${lines}`
    },
    foot: '\n]}\n',
  },
}

/** DynamoDB returns attributes in no order: here the columns come first, in their order. */
function ordered(item: JsonObject, columns: readonly string[]): JsonObject {
  const known = columns.flatMap((column) => (item[column] === undefined ? [] : [[column, item[column]]]))
  return { ...Object.fromEntries(known), ...item }
}

function csv(rows: readonly (readonly string[])[]): string {
  // Where lists are separated by semicolons, a spreadsheet would begin a cell within a field, with a formula in it.
  return stringify([...rows], { escape_formulas: true, record_delimiter: 'windows', quoted_match: /;/ })
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Rows } from '../sql/rows.ts'
import type { Report } from './reports.ts'

/** A result that is read whole. */
export type Table = Pick<Rows, 'columns'> & { rows: JsonObject[] }

/** Turns rows with a name and a value each into one row with a column for each name, if all their other columns are equal. */
export function withPivot({ columns, rows }: Table, pivot: Report['pivot']): Table {
  if (pivot === undefined) return { columns, rows }
  const kept = columns.filter(({ name }) => name !== pivot.names && name !== pivot.values)
  const names = [...new Set(rows.map((row) => String(row[pivot.names])))].sort()
  const groups = Map.groupBy(rows, (row) => JSON.stringify(kept.map(({ name }) => row[name])))
  return {
    columns: [...kept, ...names.map((name) => ({ name, type: 'VARCHAR' }))],
    rows: [...groups.values()].map((some) => ({
      ...Object.fromEntries(kept.map(({ name }) => [name, some[0]?.[name] ?? null])),
      ...Object.fromEntries(some.map((row) => [String(row[pivot.names]), row[pivot.values] ?? null])),
    })),
  }
}

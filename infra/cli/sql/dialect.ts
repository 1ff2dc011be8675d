import type { Entity } from '../../../shared/commbox/names.ts'
import { type Column, columnsOf } from './columns.ts'

/*
 * Views and reports are written in Trino's SQL, which Athena has. DuckDB runs them unchanged with these functions,
 * which it lacks or which mean something else there.
 */
export const macros = [
  'json_extract_scalar(j, p) AS json_extract_string(j, p)',
  'json_format(j) AS CAST(j AS VARCHAR)',
  'from_iso8601_timestamp(s) AS CAST(s AS TIMESTAMPTZ)',
  'at_timezone(t, z) AS timezone(z, t)',
  // DuckDB's own counts the boundaries between two times, Trino's the whole units.
  'date_diff(unit, a, b) AS date_sub(unit, a, b)',
  'element_at(m, k) AS m[k]',
  'array_join(list, separator) AS array_to_string(list, separator)',
  // Of so few values it need not be approximate.
  'approx_percentile(x, p) AS quantile_disc(x, p)',
]

/** The time columns that every raw table has of its events: UTC, and the day in the stage's time zone. */
function timeColumns(occurredAt: string, timeZone: string): string[] {
  const time = `from_iso8601_timestamp(${occurredAt})`
  return [
    `CAST(${time} AS timestamp) AS event_time`,
    `CAST(at_timezone(${time}, '${timeZone}') AS date) AS day`,
  ]
}

/**
 * The SELECT that makes a raw table of export files: newline-delimited JSON with one `{"Item": …}` a line, in which
 * DynamoDB names the type of each value. DuckDB reads each line once, with the types that it is given.
 *
 * @param files a pattern of file names
 */
export function selectFromFiles(entity: Entity, files: string, timeZone: string): string {
  const columns = columnsOf(entity)
  const members = columns.map(({ attribute, type }) =>
    type === 'JSON'
      ? `"${attribute}" JSON`
      : `"${attribute}" STRUCT("${type}" ${type === 'BOOL' ? 'BOOLEAN' : 'VARCHAR'})`,
  )
  const source = `read_json('${quoted(files)}', format = 'newline_delimited', columns = {Item: 'STRUCT(${[...members, '"withdrawnAt" JSON'].join(', ')})'})`
  const values = columns.map(({ attribute, type, name }) => `${duckValue(attribute, type)} AS ${name}`)
  const condition = rows('Item."record"."S"', 'Item."withdrawnAt"')
  return select([...values, ...timeColumns('Item."occurredAt"."S"', timeZone)], source, condition)
}

function duckValue(attribute: string, type: Column['type']): string {
  if (type === 'JSON') return `CAST(Item."${attribute}" AS VARCHAR)`
  return type === 'N' ? `CAST(Item."${attribute}"."N" AS DOUBLE)` : `Item."${attribute}"."${type}"`
}

/** The same in Trino's SQL, of a table whose only column `line` has a line of the export. */
export function selectFromLines(entity: Entity, table: string, timeZone: string): string {
  const path = (attribute: string, type: string) => `json_extract_scalar(line, '$.Item.${attribute}.${type}')`
  const values = columnsOf(entity).map(({ attribute, type, name }) => {
    if (type === 'JSON') return `json_format(json_extract(line, '$.Item.${attribute}')) AS ${name}`
    const text = path(attribute, type)
    if (type === 'S') return `${text} AS ${name}`
    return `CAST(${text} AS ${type === 'N' ? 'double' : 'boolean'}) AS ${name}`
  })
  const condition = rows(path('record', 'S'), path('withdrawnAt', 'S'))
  return select([...values, ...timeColumns(path('occurredAt', 'S'), timeZone)], table, condition)
}

/** What happened, what is true now, and who can be reached how: a table has more kinds of items, and stubs without data. */
function rows(record: string, withdrawnAt: string): string {
  const kinds = `(${record} = 'state' OR ${record} LIKE 'event#%' OR ${record} LIKE 'contact#%')`
  return `${kinds}\n  AND ${withdrawnAt} IS NULL`
}

function select(values: readonly string[], source: string, condition: string): string {
  return `SELECT\n  ${values.join(',\n  ')}\nFROM ${source}\nWHERE ${condition}`
}

/** A text as the inside of an SQL string. */
export function quoted(text: string): string {
  return text.replaceAll("'", "''")
}

import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'

const wholeNumbers = /^(U?(BIG|HUGE)INT|DECIMAL)/

/** A result whose rows are read as they come, with its columns' names and DuckDB's types. */
export type Rows = {
  columns: { name: string; type: string }[]
  /** Numbers of 64 and more bits are numbers if they fit, else texts in all their digits. */
  pages: AsyncIterable<JsonObject[]> | Iterable<JsonObject[]>
}

/** Runs a statement. A list of statements runs them all, and returns the rows of the last. */
export async function query(connection: DuckDBConnection, statement: string): Promise<Rows> {
  const result = await connection.stream(statement)
  const types = result.columnTypes().map(String)
  const columns = result.deduplicatedColumnNames().map((name, index) => ({ name, type: types[index] ?? '' }))
  return { columns, pages: pagesOf(result, columns) }
}

/** Runs a statement, and reads all of its rows. */
export async function rowsOf(connection: DuckDBConnection, statement: string): Promise<JsonObject[]> {
  return await rowsIn(await query(connection, statement))
}

/** Reads all rows of a result. */
export async function rowsIn({ pages }: Rows): Promise<JsonObject[]> {
  const rows: JsonObject[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

async function* pagesOf(result: DuckDBResult, columns: Rows['columns']): AsyncGenerator<JsonObject[]> {
  for await (const page of result.yieldRowsJson()) {
    yield page.map((row) =>
      Object.fromEntries(columns.map(({ name, type }, index) => [name, plain(row[index] ?? null, type)])),
    )
  }
}

function plain(value: Json, type: string): Json {
  if (typeof value !== 'string' || !wholeNumbers.test(type)) return value
  const number = Number(value)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number
}

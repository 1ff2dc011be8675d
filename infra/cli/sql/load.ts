import type { DuckDBConnection } from '@duckdb/node-api'
import type { Entity } from '../../../shared/commbox/names.ts'
import { rawTables } from './columns.ts'
import { macros, quoted, selectFromFiles } from './dialect.ts'
import { views } from './views.ts'

/**
 * Fills a database with export files (`{"Item": …}` a line, as DynamoDB's own exports have them), and adds the views.
 *
 * @param filesOf a pattern of file names for each entity
 */
export async function load(
  connection: DuckDBConnection,
  filesOf: (entity: Entity) => string,
  timeZone: string,
): Promise<void> {
  for (const macro of macros) await connection.run(`CREATE MACRO ${macro}`)
  for (const { entity, name } of rawTables)
    await connection.run(`CREATE TABLE ${name} AS ${selectFromFiles(entity, filesOf(entity), timeZone)}`)
  for (const { name, about, statement } of views(timeZone)) {
    await connection.run(`CREATE VIEW ${name} AS ${statement}`)
    await connection.run(`COMMENT ON VIEW ${name} IS '${quoted(about)}'`)
  }
}

import { shortHash } from '../../../shared/events/fingerprint.ts'
import { columnsOf, rawTables } from './columns.ts'
import { macros } from './dialect.ts'
import { type SqlFile, sqlFiles } from './sql-files.ts'

/** Replaced by the stage's time zone in the statements of the views. */
const zonePlaceholder = 'reportTimeZone'

/** The views with their statements, each after those that it reads. */
export function views(timeZone: string): SqlFile[] {
  const open = sqlFiles(new URL('./views/', import.meta.url))
  const ordered: SqlFile[] = []
  while (open.length > 0) {
    const next = open.findIndex((view) => !open.some((other) => other !== view && reads(view, other.name)))
    const [view] = open.splice(next, 1)
    if (next < 0 || view === undefined) throw new Error('views read each other')
    ordered.push({ ...view, statement: view.statement.replaceAll(zonePlaceholder, timeZone) })
  }
  return ordered
}

function reads({ statement }: SqlFile, name: string): boolean {
  return new RegExp(`\\b(FROM|JOIN) ${name}\\b`).test(statement)
}

/** A hash of everything that a copy is made with. A copy of another version is made again. */
export function versionOf(timeZone: string): string {
  const columns = rawTables.map(({ entity }) => columnsOf(entity))
  return shortHash(JSON.stringify([macros, columns, timeZone, views(timeZone)]))
}

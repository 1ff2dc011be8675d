import { readFileSync } from 'node:fs'
import { reports, statementOf } from '../cli/report/reports.ts'
import { rawTables } from '../cli/sql/columns.ts'
import { selectFromLines } from '../cli/sql/dialect.ts'
import { views } from '../cli/sql/views.ts'

export const sqlPage = 'docs/sql.md'
export const athenaScript = 'docs/athena.sql'

/** A statement for Athena, with what it is for. */
export type Statement = { kind: 'table' | 'view' | 'report'; name: string; about: string; sql: string }

/** Replaced by where an export is in S3. */
const location = (name: string) =>
  `s3://<your bucket>/AWSDynamoDB/<export id of ${name.slice('raw_'.length)}>/data/`

/**
 * Returns what Athena needs for the views and reports of `sql`: a table for each export, whose lines have no character
 * that ends a field (JSON escapes it), the raw tables as views of these lines, and the same views and reports.
 */
export function athenaStatements(timeZone = 'UTC'): Statement[] {
  const tables = rawTables.flatMap(({ entity, name }): Statement[] => {
    const lines = name.replace('raw', 'export')
    return [
      {
        ...{
          kind: 'table',
          name: lines,
          about: `The lines of an export of the ${name.slice('raw_'.length)} table.`,
        },
        sql: `CREATE EXTERNAL TABLE ${lines} (line string)\nROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001'\nLOCATION '${location(name)}'`,
      },
      {
        ...{ kind: 'view', name, about: 'Its events, states and contacts.' },
        sql: `CREATE OR REPLACE VIEW ${name} AS\n${selectFromLines(entity, lines, timeZone)}`,
      },
    ]
  })
  const named = views(timeZone).map(({ name, about, statement }): Statement => {
    return { kind: 'view', name, about, sql: `CREATE OR REPLACE VIEW ${name} AS\n${statement}` }
  })
  const now = new Date('2026-12-31T23:59:59.000Z')
  const saved = reports.map((report): Statement => {
    const { name, title, about, by = [] } = report
    const sql = statementOf(report, by, { from: '2026-01-01', to: '2026-12-31' }, now)
    return { kind: 'report', name, about: `${title}. ${about}`, sql }
  })
  return [...tables, ...named, ...saved]
}

/** The statements as one script. Athena runs one at a time. */
export function athena(): string {
  const text = athenaStatements().map(
    ({ name, about, sql }) =>
      `-- ${name}\n${about
        .split('\n')
        .map((line) => `-- ${line}\n`)
        .join('')}${sql};\n`,
  )
  const head = `-- Generated from the views and reports of infra/cli by npm run docs: see docs/analysts.md. Athena runs one statement at a
-- time. Replace what is in angle brackets, 'UTC' by your time zone, and the dates of the reports.
`
  return [head, ...text].join('\n')
}

const sections = {
  views: () =>
    views('UTC')
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, about }) => {
        const lines = about.split('\n')
        const needs = lines.findIndex((line) => line.startsWith('Needs: '))
        const cell = (some: readonly string[]) => some.join(' ').replaceAll('|', '\\|')
        return `| \`${name}\` | ${cell(lines.slice(0, needs))} | ${cell(lines.slice(needs)).replace('Needs: ', '')} |`
      }),
  reports: () =>
    reports.map(
      ({ name, title, about, dimensions }) =>
        `| \`${name}\` | ${title}. ${about} | ${dimensions.join(', ')} |`,
    ),
}

/** The page on `sql`, with its tables of views and reports. Throws if it has no place for them. */
export function sql(): string {
  let page = readFileSync(new URL(`../../${sqlPage}`, import.meta.url), 'utf8')
  for (const [name, rows] of Object.entries(sections)) {
    const section = new RegExp(
      `(<!-- ${name}: [^\\n]*-->\\n\\n\\|[^\\n]*\\n\\|[^\\n]*\\n)[\\s\\S]*?(\\n<!-- end -->)`,
    )
    if (!section.test(page)) throw new Error(`${sqlPage} has no <!-- ${name} --> section. Add one.`)
    page = page.replace(section, (_, begin: string, end: string) => `${begin}${rows().join('\n')}\n${end}`)
  }
  return page
}

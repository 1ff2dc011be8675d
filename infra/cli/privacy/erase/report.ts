import { escapedJson } from '../../../text/one-line.ts'
import { writeNew } from '../export.ts'
import { rowsOf } from '../find.ts'
import type { Place } from '../place.ts'

/** What was erased. It names no person. */
export type Report = {
  /** The number of the request, as it was passed. */
  request: string | undefined
  scope: string
  stack: string
  erasedAt: string
  /** Whether every table and the bucket were read whole. */
  isComplete: boolean
  before: readonly Place[]
  after: readonly Place[]
  /** How much was changed or deleted, by what it is. */
  erased: Readonly<Record<string, number>>
  recheck: string
}

const searched = [
  'the seven tables, their index items, receipts and quarantine',
  'the large bodies, with every version',
  'the queues and the dead-letter queues',
]

const day = 24 * 60 * 60 * 1000

/** What the erasure does not reach and AWS deletes by itself. Sources: docs/privacy.md. */
function expiring(erasedAt: string): { what: string; until: string }[] {
  const after = (days: number) => new Date(Date.parse(erasedAt) + days * day).toISOString().slice(0, 10)
  return [
    { what: 'the streams of the tables, which have the old images of deleted items', until: after(1) },
    { what: 'point-in-time recovery, and backups of tables that were deleted', until: after(35) },
  ]
}

/** The files of a report. */
export function reportFiles(output: string): [json: string, markdown: string] {
  return [`${output}.json`, `${output}.md`]
}

/** Writes a report as `<output>.json` and `<output>.md`. @throws CommandError if one of them exists */
export async function writeReport(output: string, report: Report): Promise<string[]> {
  const rows = (places: readonly Place[]) =>
    rowsOf(places).map(([where, what, whose, count]) => ({ where, what, whose, count: Number(count) }))
  const { before, after, ...rest } = report
  const expires = expiring(report.erasedAt)
  const json = { ...rest, searched, before: rows(before), after: rows(after), expires }
  const [jsonFile, markdownFile] = reportFiles(output)
  await writeNew(jsonFile, escapedJson(`${JSON.stringify(json, null, 2)}\n`))
  await writeNew(markdownFile, markdownOf(report, expires))
  return [jsonFile, markdownFile]
}

function markdownOf(report: Report, expires: ReturnType<typeof expiring>): string {
  const { request, scope, stack, erasedAt, isComplete, before, after, erased, recheck } = report
  const table = (places: readonly Place[]) =>
    places.length === 0
      ? ['Nothing.']
      : ['| where | what | whose | count |', '| --- | --- | --- | --- |'].concat(
          rowsOf(places).map((cells) => `| ${cells.join(' | ')} |`),
        )
  return [
    '# Erasure',
    '',
    `- Request: ${request ?? 'without a number'}`,
    `- Scope: ${scope}`,
    `- Stack: ${stack}`,
    `- Up to: ${erasedAt}. What occurred or was first received until then is not stored again; later contact is.`,
    `- Searched${isComplete ? '' : ', only as far as the indexes name it'}: ${searched.join('; ')}`,
    `- Erased: ${Object.entries(erased)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}`,
    '',
    '## Found before',
    '',
    ...table(before),
    '',
    '## Found afterwards',
    '',
    ...table(after),
    '',
    '## What expires by itself',
    '',
    ...expires.map(({ what, until }) => `- ${what}: until ${until}`),
    '',
    'Exports, copies and local folders are not reached.',
    '',
    '## Check again',
    '',
    `\`${recheck}\` finds nothing and ends with exit code 0.`,
    '',
  ].join('\n')
}

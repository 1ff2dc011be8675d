import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { choicesText } from '../arguments/one-of.ts'
import { readDay } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import { withCopyOptions } from '../sql/command.ts'
import type { CopyOptions } from '../sql/copy.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import type { Report } from './reports.ts'

export type ReportOptions = DeploymentOptions &
  CopyOptions &
  JsonOptions & {
    list?: true
    from?: string
    to?: string
    by?: string[]
    html?: string
    csv?: string
    force?: true
  }

const help = `
Days are those of the stage's reportTimeZone, and weeks begin on Monday. The
answer comes from the local copy of the tables (see sql --help); --sync reads
the tables first.

--html writes one page with plots and the table, which needs no network. --csv
writes a file for spreadsheets: it has a byte-order mark, and an apostrophe
before ids of more digits than they keep, and before formulas.

Examples:
  npm run commbox -- report --list
  npm run commbox -- report first-response --from 2026-11-01 --by channel,month
  npm run commbox -- report overview --html overview.html
  npm run commbox -- report conversations --sync --csv conversations.csv --force`

/** `report`: saved questions, as a table, a page or a file. */
export function define(command: Command, io: Io): void {
  withCopyOptions(withJson(withDeployment(command)))
    .argument('[name]', 'the name of a report')
    .option('--list', 'list the reports, and by what they can count')
    .option('--from <day>', 'first day, such as 2026-11-01', readDay)
    .option('--to <day>', 'last day, included', readDay)
    .option('--by <names>', 'what to count by, separated by commas', (text) => text.split(','))
    .option('--html <file>', 'write a page with plots')
    .option('--csv <file>', 'write a CSV file')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', help)
    .action(async (name: string | undefined, options: ReportOptions) => {
      const { listReports, runReport } = await import('./report.ts')
      if (options.list) return await listReports(options, io)
      if (name === undefined) throw new UsageError('pass the name of a report; --list lists them')
      const { reports } = await import('./reports.ts')
      const report = reports.find((each) => each.name === name)
      if (report === undefined)
        throw new UsageError(
          choicesText(
            reports.map((each) => each.name),
            name,
          ),
        )
      const { from = '', to = '~' } = options
      if (from > to) throw new UsageError('--from is after --to')
      await runReport(
        readDeployment(options, io.env),
        report,
        { ...options, by: readBy(report, options) },
        io,
      )
    })
}

/** @throws UsageError if the report cannot count by one of these */
function readBy({ name, by: usual = [], dimensions }: Report, { by = [...usual] }: ReportOptions): string[] {
  const unknown = by.filter((each) => !dimensions.includes(each))
  if (unknown.length === 0) return by
  const choices = dimensions.length > 0 ? `one or several of ${dimensions.join(', ')}` : 'nothing'
  throw new UsageError(`--by: ${name} counts by ${choices}`)
}

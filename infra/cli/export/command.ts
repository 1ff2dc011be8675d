import { type Command, Option } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { readWhole } from '../arguments/number.ts'
import { checkSpan, type SpanOptions, withSpan } from '../arguments/time.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions &
  SpanOptions &
  JsonOptions & {
    states?: true
    format: 'jsonl' | 'csv'
    page?: number
    output?: string
    force?: true
  }

const help = `
Events by CommBox's time, states by their last change; times are UTC. Scores and
forms are read only from the month of --from on. Otherwise the whole table is
read, whatever the span, and the command says what that costs. The export can
miss what changes meanwhile.

With --output, the same command resumes an export that was interrupted; the file
<file>.position beside it says where.

CSV is for spreadsheets: it has a byte-order mark, and an apostrophe before text
that they would take for a formula. Each answer of a form has a column of its
own, for which the forms are read twice. Import columns of ids as text:
spreadsheets keep 15 digits of a number, and CommBox's ids have more. CSV has
only the bucket keys of large payloads; JSON lines and --json have the payloads.

Examples:
  npm run commbox -- export object --output events.jsonl
  npm run --silent commbox -- export satisfaction --from 2026-11-01 --to 2026-11-30 --format csv > scores.csv`

/** `export`: all events or states of a table, as a stream of lines. */
export function define(command: Command, io: Io): void {
  withJson(withSpan(withDeployment(command)))
    .argument('<entity>', entityNames, readEntity)
    .option('--states', 'export what is true now, instead of what happened')
    .addOption(new Option('--format <format>', 'of the lines').choices(['jsonl', 'csv']).default('jsonl'))
    .option(
      '--page <number>',
      'items to read at once (default: as many as fit into 1 MB)',
      readWhole(1, 10_000),
    )
    .option('--output <file>', 'write to a file instead of the standard output')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', help)
    .action(async (entity: Entity, { states, json, ...options }: Options) => {
      checkSpan(options)
      const deployment = readDeployment(options, io.env)
      const { exportTable } = await import('./export.ts')
      const format = json ? 'json' : options.format
      await exportTable(deployment, { ...options, format, entity, kind: states ? 'states' : 'events' }, io)
    })
}

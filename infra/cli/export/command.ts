import { type Command, Option } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { readWhole } from '../arguments/number.ts'
import { readTime } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

type Options = DeploymentOptions & {
  states?: true
  format: 'jsonl' | 'csv'
  from?: string
  to?: string
  page?: number
  output?: string
}

const help = `
Events by CommBox's time of them, states by their last change; times are UTC.
The whole table is read, whatever the span. What changes meanwhile may be in the
export or not.

With --output an export that was stopped goes on when the same command is given
again; <file>.position beside the file says where.

CSV is for spreadsheets: with a byte-order mark, and an apostrophe before what
they would take for a formula. Import columns of ids as text: spreadsheets keep
15 digits of a number, and CommBox's ids have more. CSV has large payloads by
their keys in the bucket alone; JSONL has them whole.

Examples:
  npm run commbox -- export object --output events.jsonl
  npm run --silent commbox -- export satisfaction --from 2026-11-01 --to 2026-12-01 --format csv > scores.csv`

/** `export`: all events or states of a table, as a stream of lines. */
export function addExport(program: Command, io: Io): void {
  withDeployment(program.command('export'))
    .description('all events or states of a table, as JSON lines or CSV')
    .argument('<entity>', entityNames, readEntity)
    .option('--states', 'what is true now, instead of what happened')
    .addOption(new Option('--format <format>', 'of the lines').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--from <time>', 'from then on, such as 2026-11-24 or 2026-11-24T08:15:00Z', readTime)
    .option('--to <time>', 'before then', readTime)
    .option(
      '--page <number>',
      'items to read at once (default: as many as fit into 1 MB)',
      readWhole(1, 10_000),
    )
    .option('--output <file>', 'a file to write to, instead of the standard output')
    .addHelpText('after', help)
    .action(async (entity: Entity, { states, ...options }: Options) => {
      const { from = '', to = '~' } = options
      if (from > to) throw new UsageError('--from is after --to')
      const deployment = readDeployment(options, io)
      const { exportTable } = await import('./export.ts')
      await exportTable(deployment, { ...options, entity, kind: states ? 'states' : 'events' }, io)
    })
}

import { type Command, InvalidArgumentError, Option } from 'commander'
import { objectStatuses } from '../../../shared/commbox/enums.ts'
import { findByName } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { readWhole } from '../arguments/number.ts'
import { readTime } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import type { FindOptions } from './find.ts'
import { type Subject, subjects } from './subjects.ts'

type Options = DeploymentOptions & FindOptions & { limit: number } & Record<string, unknown>

const help = `
One thing by its id is what get shows; what is in quarantine is what quarantine
list shows.

Examples:
  npm run commbox -- find conversations --channel 24569 --status 2
  npm run commbox -- find users --phone 972539640001
  npm run --silent commbox -- find scores --month 2026-11 --all --json`

/** `find`: the questions that the tables answer with one request, page by page. */
export function addFind(program: Command, io: Io): void {
  const find = program
    .command('find')
    .description('conversations, users, scores and the rest, by what the tables are asked by')
    .addHelpText('after', help)
  for (const subject of subjects) addSubject(find, subject, io)
}

function addSubject(find: Command, subject: Subject, io: Io): void {
  const command = withDeployment(find.command(subject.name)).description(subject.description)
  for (const { flag, description } of subject.selectors) command.option(flag, description)
  if (subject.hasStatus)
    command.option(
      '--status <status>',
      'with --channel: those in a status, such as 2 or Resolved',
      readStatus,
    )
  if (subject.hasSpan) {
    command.option('--from <time>', 'from then on, such as 2026-11-24 or 2026-11-24T08:15:00Z', readTime)
    command.option('--to <time>', 'until then', readTime)
  }
  command
    .addOption(new Option('--order <order>', 'which come first').choices(['oldest', 'newest']))
    .option('--limit <number>', 'rows on a page', readWhole(1, 1000), 50)
    .option('--cursor <cursor>', 'the page that begins there')
    .option('--all', 'every page')
    .option('--json', 'as JSON: items, and next where there is more')
    .addHelpText(
      'after',
      `\nTimes are UTC.\n\nExample:\n  npm run commbox -- find ${subject.name} ${subject.example}`,
    )
    .action(async (options: Options) => {
      const chosen = subject.selectors.flatMap((selector) => {
        const value = options[nameOf(selector.flag)]
        return value === undefined ? [] : [{ selector, value: String(value) }]
      })
      const [only, ...others] = chosen
      const flags = subject.selectors.map(({ flag }) => flag.split(' ')[0]).join(', ')
      if (only === undefined || others.length > 0) {
        throw new UsageError(subject.selectors.length === 1 ? `give ${flags}` : `give one of ${flags}`)
      }
      if (options.status !== undefined && !only.selector.flag.startsWith('--channel')) {
        throw new UsageError('--status goes with --channel')
      }
      if (options.all && options.cursor !== undefined)
        throw new UsageError('give --all or --cursor, not both')
      const deployment = readDeployment(options, io)
      const { find: findAll } = await import('./find.ts')
      await findAll(deployment, subject, only, options, io)
    })
}

/** A status by its number, of which CommBox may have more than we know, or by its name; its number. */
function readStatus(text: string): string {
  if (/^\d+$/.test(text)) return text
  const [id] = Object.entries(objectStatuses).find(([, name]) => findByName([name], text)) ?? []
  if (id !== undefined) return id
  throw new InvalidArgumentError(`It is a number, or one of ${Object.values(objectStatuses).join(', ')}.`)
}

/** `--unique-id <id>` is found as `uniqueId`. */
function nameOf(flag: string): string {
  return new Option(flag).attributeName()
}

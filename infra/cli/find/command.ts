import { type Command, InvalidArgumentError, Option } from 'commander'
import { objectStatuses } from '../../../shared/commbox/enums.ts'
import { findByName } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readWhole } from '../arguments/number.ts'
import { choicesText } from '../arguments/one-of.ts'
import { checkSpan, withSpan } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { FindOptions } from './find.ts'
import type { Subject } from './subject.ts'
import { subjects } from './subjects.ts'

type Options = DeploymentOptions & FindOptions & Record<string, unknown>

const help = `
get shows one thing by its id; quarantine list shows what is in quarantine.

Examples:
  npm run commbox -- find conversations --channel 24569 --status 2
  npm run commbox -- find users --phone '+972 53-964-0001'
  npm run --silent commbox -- find scores --month 2026-11 --all --json`

/** `find`: the questions that the tables answer with one request, page by page. */
export function addFind(program: Command, io: Io): void {
  const find = program
    .command('find')
    .description('query conversations, users, scores and more')
    .addHelpText('after', help)
  for (const subject of subjects) addSubject(find, subject, io)
}

function addSubject(find: Command, subject: Subject, io: Io): void {
  const command = withDeployment(find.command(subject.name)).description(subject.description)
  for (const { flag, description, read } of subject.selectors) {
    if (read) command.option(flag, description, read)
    else command.option(flag, description)
  }
  if (subject.hasStatus)
    command.option('--status <status>', 'with --channel: only this status, such as 2 or Resolved', readStatus)
  if (subject.hasSpan) withSpan(command)
  command
    .addOption(new Option('--order <order>', 'which come first').choices(['oldest', 'newest']))
    .option('--limit <number>', 'rows on a page', readWhole(1, 1000), 50)
    .option('--cursor <cursor>', 'show the page that starts there')
    .option('--all', 'show every page')
  withJson(command)
    .addHelpText(
      'after',
      `\nTimes are UTC.\n\nExample:\n  npm run commbox -- find ${subject.name} ${subject.example}`,
    )
    .action(async (options: Options) => {
      const chosen = subject.selectors.flatMap((selector) => {
        const value = options[optionName(selector.flag)]
        return value === undefined ? [] : [{ selector, value: String(value) }]
      })
      const [only, ...others] = chosen
      const flags = subject.selectors.map(({ flag }) => flag.split(' ')[0]).join(', ')
      if (only === undefined || others.length > 0) {
        throw new UsageError(subject.selectors.length === 1 ? `pass ${flags}` : `pass one of ${flags}`)
      }
      if (options.status !== undefined && !only.selector.flag.startsWith('--channel')) {
        throw new UsageError('--status needs --channel')
      }
      if (options.all && options.cursor !== undefined)
        throw new UsageError('pass --all or --cursor, not both')
      checkSpan(options)
      const deployment = readDeployment(options, io.env)
      const { find: findAll } = await import('./find.ts')
      await findAll(deployment, subject, only, options, io)
    })
}

/** Reads a status by its number, of which CommBox can have more than are known here, or by its name. */
function readStatus(text: string): string {
  if (/^\d+$/.test(text)) return text
  const names = Object.values(objectStatuses)
  const [id] = Object.entries(objectStatuses).find(([, name]) => findByName([name], text)) ?? []
  if (id !== undefined) return id
  throw new InvalidArgumentError(`${choicesText(names, text)} A number is allowed, too.`)
}

/** The property in which commander keeps an option: `--unique-id <id>` in `uniqueId`. */
function optionName(flag: string): string {
  return new Option(flag).attributeName()
}

import { type Command, Option } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readIdArgument } from '../arguments/entity.ts'
import { readWhole } from '../arguments/number.ts'
import { checkSpan, withSpan } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { FindOptions } from './find.ts'
import type { Asking, Subject } from './subject.ts'
import { subjects } from './subjects.ts'

type Options = DeploymentOptions & FindOptions & Record<string, unknown>

const help = `
get shows one thing by its id; quarantine list shows what is in quarantine. A
list of all channels, agents or tags reads whole tables, and says what it costs.

Examples:
  npm run commbox -- find conversations --channel 24569 --status 2
  npm run commbox -- find conversations --status Open
  npm run commbox -- find channels
  npm run commbox -- find users --phone '+972 53-964-0001'
  npm run --silent commbox -- find scores --month 2026-11 --all --json`

/** `find`: the questions that the tables answer page by page, and lists for which a table is read whole. */
export function define(command: Command, io: Io): void {
  command.addHelpText('after', help)
  for (const subject of subjects) addSubject(command, subject, io)
}

function addSubject(find: Command, subject: Subject, io: Io): void {
  const command = withDeployment(find.command(subject.name)).description(subject.description)
  for (const { flag, description, read } of subject.selectors) {
    const reader = read ?? (flag.endsWith(' <id>') ? readIdArgument : undefined)
    if (reader) command.option(flag, description, reader)
    else command.option(flag, description)
  }
  if (subject.hasSpan) withSpan(command)
  command
    .addOption(new Option('--order <order>', 'which come first').choices(['oldest', 'newest']))
    .option('--limit <number>', 'rows on a page', readWhole(1, 1000), 50)
    .option('--cursor <cursor>', 'show the page that starts there')
    .option('--all', 'show every page')
  withJson(command)
    .addHelpText(
      'after',
      `\nTimes are UTC.\n\nExample:\n  npm run commbox -- find ${subject.name} ${subject.example}`.trimEnd(),
    )
    .action(async (options: Options) => {
      const chosen = subject.selectors.flatMap((selector) => {
        const value = options[optionName(selector.flag)]
        return value === undefined ? [] : [{ selector, value: String(value) }]
      })
      const [only, ...others] = chosen.filter(
        ({ selector: { narrows = '' } }) => options[narrows] === undefined,
      )
      const wanted = only ? { asking: only.selector, value: only.value } : everyOf(subject)
      if (wanted === undefined || others.length > 0) throw new UsageError(choiceText(subject))
      if (options.all && options.cursor !== undefined)
        throw new UsageError('pass --all or --cursor, not both')
      checkSpan(options)
      const deployment = readDeployment(options, io.env)
      const { find: findAll } = await import('./find.ts')
      await findAll(deployment, subject, wanted, options, io)
    })
}

function everyOf({ every }: Subject): { asking: Asking; value: string } | undefined {
  return every && { asking: every, value: '' }
}

function choiceText({ selectors, every }: Subject): string {
  const flags = selectors.map(({ flag }) => flag.split(' ')[0])
  const choice = flags.length === 1 ? `pass ${flags}` : `pass one of ${flags.join(', ')}`
  return every ? `${choice}, or none` : choice
}

/** The property in which commander keeps an option: `--unique-id <id>` in `uniqueId`. */
function optionName(flag: string): string {
  return new Option(flag).attributeName()
}

import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { readId as readCommBoxId } from '../../../shared/commbox/id.ts'
import { type Entity, entities, findByName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type QuarantineReason, quarantineReasons } from '../../../shared/events/delivery.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { choicesText, oneOf } from '../arguments/one-of.ts'
import { checkSpan, readDay, type SpanOptions, today, withSpan } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import type { Filters } from './rows.ts'

type FilterOptions = SpanOptions & {
  day?: string
  reason?: QuarantineReason
  conversation?: string
  user?: string
}

type ListOptions = DeploymentOptions & FilterOptions & JsonOptions & { entity?: string }

type ReplayOptions = DeploymentOptions &
  ConsentOptions &
  FilterOptions &
  JsonOptions & { keptAs?: string; entity?: Entity; trigger?: string; dryRun?: true }

const listHelp = `
Days and times are UTC. The last column is the id that show and replay take.
--json has the bodies.

--conversation and --user take CommBox's ids, and search the last 90 days unless
--day, --from or --to is given. They find what certainly is about the
conversation or user; a body that cannot be read, or whose entity is unknown, is
found by day and reason only.

Examples:
  npm run commbox -- quarantine list
  npm run commbox -- quarantine list --from 2026-11-20 --reason invalid
  npm run commbox -- quarantine list --conversation 3377699720568713`

const showHelp = `
A delivery id is enough, as CommBox was answered and as the logs have it: the
last 90 days are searched for it.

Example:
  npm run commbox -- quarantine show 2026-11-24T08:15:00.123Z/JKJaXmPLvHcESHA=`

const replayHelp = `
Name deliveries by id, or choose them by the other options, as list does.
Deliveries that were replayed before are skipped unless
named by id; those of a brand that is not allowed are skipped unless named by id
or chosen with --reason brand-not-allowed.

--entity and --trigger correct a URL that was wrong: what a body itself says
still takes precedence, and a message that a consumer moved here goes back into
its queue unchanged.

A delivery keeps its id and time, so that one that is stored already changes
nothing. One that still cannot be stored stays in quarantine. The exit code is 1
if any of them was not sent.

Examples:
  npm run commbox -- quarantine replay --day 2026-11-24 --reason invalid --dry-run
  npm run commbox -- quarantine replay JKJaXmPLvHcESHA= --entity object --trigger on-new`

/** `quarantine`: authentic deliveries that could not be stored as events. */
export function addQuarantine(program: Command, io: Io): void {
  const quarantine = program
    .command('quarantine')
    .description('list, show and replay deliveries that could not be stored')
    .addHelpText('after', '\nExample:\n  npm run commbox -- quarantine list')

  withJson(withFilters(withDeployment(quarantine.command('list'))))
    .description('list deliveries of today or a span of days, with counts by reason')
    .option('--entity <entity>', 'only those of one entity, as far as it is known')
    .addHelpText('after', listHelp)
    .action(async (options: ListOptions) => {
      const filters = { ...(await filtersOf(options, io)), entity: options.entity }
      const deployment = readDeployment(options, io.env)
      const { listQuarantine } = await import('./list.ts')
      await listQuarantine(deployment, filters, options, io)
    })

  withJson(withDeployment(quarantine.command('show')))
    .description('show a delivery with its body')
    .argument('<id>', 'as list prints it, or a delivery id', readId)
    // One delivery id in 64 begins with a dash.
    .allowUnknownOption()
    .addHelpText('after', showHelp)
    .action(async (id: string, options: DeploymentOptions & JsonOptions) => {
      const deployment = readDeployment(options, io.env)
      const { showQuarantined } = await import('./show.ts')
      await showQuarantined(deployment, id, options, io)
    })

  withJson(withConsent(withFilters(withDeployment(quarantine.command('replay')))))
    .description('reprocess quarantined deliveries')
    .argument('[id...]', 'as list prints them, or delivery ids', (text: string, before: string[] = []) => [
      ...before,
      readId(text),
    ])
    .allowUnknownOption()
    .option('--kept-as <entity>', 'only those that were quarantined as of one entity')
    .option('--entity <entity>', `what their URLs should have named: ${entityNames}`, readEntity)
    .option('--trigger <trigger>', 'what their URLs should have named')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', replayHelp)
    .action(async (ids: string[], options: ReplayOptions) => {
      const { keptAs, entity, dryRun, json } = options
      const { day, from, to, reason, conversation, user } = options
      const isFiltered = [day, from, to, reason, conversation, user, keptAs].some(Boolean)
      if (ids.length === 0 && !isFiltered)
        throw new UsageError('pass ids, or --day, --reason or another filter')
      if (ids.length > 0 && isFiltered) throw new UsageError('pass ids or filters, not both')
      const trigger = options.trigger && readTrigger(options.trigger, entity)
      const consent = dryRun ? undefined : consentOf(io, options)
      const which = ids.length > 0 ? { ids } : { ...(await filtersOf(options, io)), entity: keptAs }
      const deployment = readDeployment(options, io.env)
      const { replayQuarantined } = await import('./replay.ts')
      await replayQuarantined(deployment, { which, entity, trigger, consent, json }, io)
    })
}

function withFilters(command: Command): Command {
  return withSpan(
    command.option('--day <day>', 'the UTC day of receipt, such as 2026-11-24 (default: today)', readDay),
  )
    .option('--reason <reason>', quarantineReasons.join(', '), readReason)
    .option('--conversation <id>', 'only those about a conversation', readSubject)
    .option('--user <id>', 'only those about a user', readSubject)
}

/** Reads an id of CommBox's. */
function readSubject(text: string): string {
  const id = readCommBoxId(text)
  if (id) return id
  throw new InvalidArgumentError('An id is made of digits.')
}

/** Translates the options: today's deliveries, or of a thing those of every day. @throws UsageError */
async function filtersOf(options: FilterOptions, io: Io): Promise<Filters> {
  const { day, from, to, reason, conversation: objectId, user: userId } = options
  const { receivedIn } = await import('./rows.ts')
  if (day !== undefined && (from ?? to) !== undefined) throw new UsageError('pass --day, or --from and --to')
  checkSpan(options)
  const isAnyDay = [from, to, objectId, userId].some((each) => each !== undefined)
  const only = day ?? (isAnyDay ? undefined : today(io))
  const received = receivedIn(only === undefined ? { from, to } : { from: only, to: only }, io.now())
  return { received, reason, objectId, userId }
}

/** Reads an id. A text with two dashes is a mistyped option, which commander lets through here. */
function readId(text: string): string {
  if (text.startsWith('--')) throw new InvalidArgumentError('There is no such option.')
  return text
}

function readReason(text: string): QuarantineReason {
  return oneOf(quarantineReasons, text)
}

/** Reads a trigger of the entity; without one, of any. @throws UsageError */
export function readTrigger(text: string, entity: Entity | undefined): string {
  const known = [
    ...new Set((entity ? [entity] : entities).flatMap((each) => Object.keys(definitions[each].triggers))),
  ]
  const trigger = findByName(known, text)
  if (trigger) return trigger
  const where = entity ? ` for ${entity.toLowerCase()}` : ''
  throw new UsageError(`there is no trigger ${text}${where}. ${choicesText(known, text)}`)
}

import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { type Entity, entities, findByName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type QuarantineReason, quarantineReasons } from '../../../shared/events/delivery.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

export type FilterOptions = { day?: string; reason?: QuarantineReason }

type ListOptions = DeploymentOptions & FilterOptions & { entity?: string; json?: true }

type ShowOptions = DeploymentOptions & { json?: true }

type ReplayOptions = DeploymentOptions &
  ConsentOptions &
  FilterOptions & { keptAs?: string; entity?: Entity; trigger?: string; dryRun?: true }

const listHelp = `
Days and times are UTC. The last column is the id that show and replay take.

Examples:
  npm run commbox -- quarantine list
  npm run commbox -- quarantine list --day 2026-11-24 --reason invalid`

const showHelp = `
The delivery id alone will do as well, as it stands in the answer and in the
logs: the last 90 days are searched.

Example:
  npm run commbox -- quarantine show 2026-11-24T08:15:00.123Z/JKJaXmPLvHcESHA=`

const replayHelp = `
Deliveries are named by id, or chosen by --day, --reason and --kept-as; with
--reason or --kept-as alone, today's. Those that were replayed before, and those
of a brand that is not let in, are left alone unless asked for: the first by id,
the second by id or by --reason brand-not-allowed.

--entity and --trigger stand for a URL that was wrong: what a body says of
itself still beats them, and what a consumer set aside goes into its queue as it
is.

A delivery keeps its id and time, so that one that is stored already changes
nothing. One that is still no event stays in quarantine. The exit code is 1 when
any of them was not sent.

Examples:
  npm run commbox -- quarantine replay --day 2026-11-24 --reason invalid --dry-run
  npm run commbox -- quarantine replay JKJaXmPLvHcESHA= --entity object --trigger on-new`

/** `quarantine`: deliveries that are authentic and could not be stored as events. */
export function addQuarantine(program: Command, io: Io): void {
  const quarantine = program
    .command('quarantine')
    .description('deliveries that could not be stored as events')
    .addHelpText('after', '\nExample:\n  npm run commbox -- quarantine list')

  withFilters(withDeployment(quarantine.command('list')))
    .description('those of a day, with counts by reason')
    .option('--entity <entity>', 'those of one entity, as far as it is known')
    .option('--json', 'the same, as JSON')
    .addHelpText('after', listHelp)
    .action(async (options: ListOptions) => {
      const deployment = readDeployment(options, io)
      const { listQuarantine } = await import('./list.ts')
      await listQuarantine(deployment, { day: today(io), ...options }, io)
    })

  withDeployment(quarantine.command('show'))
    .description('one of them, with its body')
    .argument('<id>', 'as list prints it, or a delivery id', readId)
    // One delivery id in 64 begins with a dash.
    .allowUnknownOption()
    .option('--json', 'all that is stored, as JSON')
    .addHelpText('after', showHelp)
    .action(async (id: string, options: ShowOptions) => {
      const deployment = readDeployment(options, io)
      const { showQuarantined } = await import('./show.ts')
      await showQuarantined(deployment, id, { ...options, today: today(io) }, io)
    })

  withConsent(withFilters(withDeployment(quarantine.command('replay'))))
    .description('send some down the normal path again')
    .argument('[id...]', 'as list prints them, or delivery ids', (text: string, before: string[] = []) => [
      ...before,
      readId(text),
    ])
    .allowUnknownOption()
    .option('--kept-as <entity>', 'those that were kept as of one entity')
    .option('--entity <entity>', `what their URLs should have named: ${entityNames}`, readEntity)
    .option('--trigger <trigger>', 'what their URLs should have named')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', replayHelp)
    .action(async (ids: string[], options: ReplayOptions) => {
      const { day, reason, keptAs, entity, dryRun } = options
      const isFiltered = [day, reason, keptAs].some((filter) => filter !== undefined)
      if (ids.length === 0 && !isFiltered)
        throw new UsageError('say which: ids, or --day, --reason or --kept-as')
      if (ids.length > 0 && isFiltered) throw new UsageError('give ids or filters, not both')
      const trigger = options.trigger && readTrigger(options.trigger, entity)
      const consent = dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io)
      const { replayQuarantined } = await import('./replay.ts')
      const which = ids.length > 0 ? { ids } : { day: day ?? today(io), reason, entity: keptAs }
      await replayQuarantined(deployment, { which, entity, trigger, today: today(io), consent }, io)
    })
}

function withFilters(command: Command): Command {
  return command
    .option('--day <day>', 'the UTC day of receipt, such as 2026-11-24 (default: today)', readDay)
    .option('--reason <reason>', quarantineReasons.join(', '), readReason)
}

/** An id; what begins with two dashes is an option that there is not. */
function readId(text: string): string {
  if (text.startsWith('--')) throw new InvalidArgumentError('There is no such option.')
  return text
}

function today(io: Io): string {
  return io.now().toISOString().slice(0, 10)
}

function readDay(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text)
  if (isDay) return text
  throw new InvalidArgumentError('A day is written YYYY-MM-DD.')
}

function readReason(text: string): QuarantineReason {
  const reason = findByName(quarantineReasons, text)
  if (reason) return reason
  throw new InvalidArgumentError(`It is one of ${quarantineReasons.join(', ')}.`)
}

/** A trigger of the entity; where none is given, of any. */
function readTrigger(text: string, entity: Entity | undefined): string {
  const known = [
    ...new Set((entity ? [entity] : entities).flatMap((each) => Object.keys(definitions[each].triggers))),
  ]
  const trigger = findByName(known, text)
  if (trigger) return trigger
  throw new UsageError(
    `--trigger is one of ${known.join(', ')}${entity ? ` for ${entity.toLowerCase()}` : ''}`,
  )
}

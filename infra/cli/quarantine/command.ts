import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { type Entity, entities, findByName } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { type QuarantineReason, quarantineReasons } from '../../../shared/events/delivery.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { choicesText, oneOf } from '../arguments/one-of.ts'
import { readDay, today } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

export type FilterOptions = { day?: string; reason?: QuarantineReason }

type ListOptions = DeploymentOptions & FilterOptions & JsonOptions & { entity?: string }

type ReplayOptions = DeploymentOptions &
  ConsentOptions &
  FilterOptions &
  JsonOptions & { keptAs?: string; entity?: Entity; trigger?: string; dryRun?: true }

const listHelp = `
Days and times are UTC. The last column is the id that show and replay take.

Examples:
  npm run commbox -- quarantine list
  npm run commbox -- quarantine list --day 2026-11-24 --reason invalid`

const showHelp = `
A delivery id is enough, as CommBox was answered and as the logs have it: the
last 90 days are searched for it.

Example:
  npm run commbox -- quarantine show 2026-11-24T08:15:00.123Z/JKJaXmPLvHcESHA=`

const replayHelp = `
Name deliveries by id, or choose them by --day, --reason and --kept-as; without
--day, they are today's. Deliveries that were replayed before are skipped unless
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
    .description('list the deliveries of a day, with counts by reason')
    .option('--entity <entity>', 'only those of one entity, as far as it is known')
    .addHelpText('after', listHelp)
    .action(async (options: ListOptions) => {
      const deployment = readDeployment(options, io.env)
      const { listQuarantine } = await import('./list.ts')
      await listQuarantine(deployment, { day: today(io), ...options }, io)
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
      const { day, reason, keptAs, entity, dryRun, json } = options
      const isFiltered = [day, reason, keptAs].some((filter) => filter !== undefined)
      if (ids.length === 0 && !isFiltered) throw new UsageError('pass ids, or --day, --reason or --kept-as')
      if (ids.length > 0 && isFiltered) throw new UsageError('pass ids or filters, not both')
      const trigger = options.trigger && readTrigger(options.trigger, entity)
      const consent = dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { replayQuarantined } = await import('./replay.ts')
      const which = ids.length > 0 ? { ids } : { day: day ?? today(io), reason, entity: keptAs }
      await replayQuarantined(deployment, { which, entity, trigger, consent, json }, io)
    })
}

function withFilters(command: Command): Command {
  return command
    .option('--day <day>', 'the UTC day of receipt, such as 2026-11-24 (default: today)', readDay)
    .option('--reason <reason>', quarantineReasons.join(', '), readReason)
}

/** Reads an id. A text with two dashes is a mistyped option, which commander lets through here. */
function readId(text: string): string {
  if (text.startsWith('--')) throw new InvalidArgumentError('There is no such option.')
  return text
}

function readReason(text: string): QuarantineReason {
  return oneOf(quarantineReasons, text)
}

/** Reads a trigger of the entity; without one, of any. */
function readTrigger(text: string, entity: Entity | undefined): string {
  const known = [
    ...new Set((entity ? [entity] : entities).flatMap((each) => Object.keys(definitions[each].triggers))),
  ]
  const trigger = findByName(known, text)
  if (trigger) return trigger
  const where = entity ? ` for ${entity.toLowerCase()}` : ''
  throw new UsageError(`there is no trigger ${text}${where}. ${choicesText(known, text)}`)
}

import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import { readTrigger } from '../arguments/trigger.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import { type FilterOptions, filtersOf, withFilters } from './filters.ts'
import { readQuarantineId } from './id.ts'

type ReplayOptions = DeploymentOptions &
  ConsentOptions &
  FilterOptions &
  JsonOptions & { keptAs?: string; entity?: Entity; trigger?: string; dryRun?: true }

const help = `
Name deliveries by id, or choose them by the other options, as list does.
Deliveries that were replayed before are skipped unless named by id; those of a
brand that is not allowed are skipped unless named by id or chosen with --reason
brand-not-allowed.

--entity and --trigger correct a URL that was wrong: what a body itself says
still takes precedence, and a message that a consumer moved here goes back into
its queue unchanged.

A delivery keeps its id and time, so that one that is stored already changes
nothing. One that still cannot be stored stays in quarantine. The exit code is 1
if any of them was not sent.

Examples:
  npm run commbox -- quarantine replay --day 2026-11-24 --reason invalid --dry-run
  npm run commbox -- quarantine replay JKJaXmPLvHcESHA= --entity object --trigger on-new`

/** `quarantine replay` */
export function addReplay(quarantine: Command, io: Io): void {
  withJson(withConsent(withFilters(withDeployment(quarantine.command('replay')))))
    .description('reprocess quarantined deliveries')
    .argument('[id...]', 'as list prints them, or delivery ids', (text: string, before: string[] = []) => [
      ...before,
      readQuarantineId(text),
    ])
    .allowUnknownOption()
    .option('--kept-as <entity>', 'only those that were quarantined as of one entity')
    .option('--entity <entity>', `what their URLs should have named: ${entityNames}`, readEntity)
    .option('--trigger <trigger>', 'what their URLs should have named')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', help)
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

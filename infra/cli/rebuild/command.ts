import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import {
  type DeploymentOptions,
  localFolder,
  readDeployment,
  withDeployment,
} from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { entityNames, keysFor, readEntity } from '../arguments/entity.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

type Options = DeploymentOptions & ConsentOptions & { resume?: true }

const help = `
Without an id, every state of the table: it is read twice, and only states that
differ are written. Webhooks may come in meanwhile. What was set by events that
have expired since stays set.

Ctrl-C stops in good order. --resume goes on where the last rebuild of the table
on this machine has stopped; without it, one begins anew, as it has to after
another change to the code. The exit code is 1 when any state could not be made.

Examples:
  npm run commbox -- rebuild object
  npm run commbox -- rebuild user 23571002 23571003 --yes`

/** `rebuild`: states made anew from the stored events. */
export function addRebuild(program: Command, io: Io): void {
  withConsent(withDeployment(program.command('rebuild')))
    .description('fold the stored events again, and write the states that differ')
    .argument('<entity>', entityNames, readEntity)
    .argument('[id...]', "CommBox's ids; for satisfaction, form and chat the conversations'")
    .option('--resume', 'go on where the last one has stopped')
    .addHelpText('after', help)
    .action(async (entity: Entity, ids: string[], options: Options) => {
      if (ids.length > 0 && options.resume) throw new UsageError('--resume is for a whole table: give no ids')
      const wanted = ids.map((id) => ({ id, keys: keysFor(entity, id) }))
      const consent = consentOf(io, options)
      const deployment = readDeployment(options, io)
      const order = { deployment, entity, consent }
      if (wanted.length > 0) {
        const { rebuildSome } = await import('./ids.ts')
        return await rebuildSome(order, wanted, io)
      }
      const { rebuildTable } = await import('./table.ts')
      await rebuildTable({ ...order, folder: localFolder(io), isResumed: options.resume === true }, io)
    })
}

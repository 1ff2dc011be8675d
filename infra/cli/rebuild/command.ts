import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, localFolder, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, keysFor, readEntity } from '../arguments/entity.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions & ConsentOptions & JsonOptions & { resume?: true }

const help = `
Without an id, every state of the table is rebuilt: the table is read twice, and
only states that differ are written. Webhooks can come in meanwhile. What was
set by events that have expired stays set.

Ctrl-C interrupts safely. --resume continues where the last rebuild of the table
on this machine was interrupted. After another change to the code, run it
without --resume. The exit code is 1 if any state could not be rebuilt.

Examples:
  npm run commbox -- rebuild object
  npm run commbox -- rebuild user 23571002 23571003 --yes`

/** `rebuild`: states computed again from the stored events. */
export function define(command: Command, io: Io): void {
  withJson(withConsent(withDeployment(command)))
    .argument('<entity>', entityNames, readEntity)
    .argument('[id...]', "CommBox's ids; for satisfaction, form and chat the conversations'")
    .option('--resume', 'continue where the last run was interrupted')
    .addHelpText('after', help)
    .action(async (entity: Entity, ids: string[], options: Options) => {
      if (ids.length > 0 && options.resume) {
        throw new UsageError('--resume is for a whole table: pass no ids')
      }
      const wanted = ids.map((id) => ({ id, keys: keysFor(entity, id) }))
      const consent = consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const common = { deployment, entity, consent, json: options.json }
      if (wanted.length > 0) {
        const { rebuildIds } = await import('./ids.ts')
        return await rebuildIds(common, wanted, io)
      }
      const { rebuildTable } = await import('./table.ts')
      const isResumed = options.resume === true
      await rebuildTable({ ...common, folder: localFolder(io.env), isResumed }, io)
    })
}

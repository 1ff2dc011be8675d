import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, keysFor, readEntity } from '../arguments/entity.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions & ConsentOptions & JsonOptions & { dryRun?: true }

const help = `
Event ids are in the eventId of get --json and timeline --json. A withdrawn event
is not stored again, however often it is delivered, and what only it had set goes
from the state and from the answers of find. It cannot be restored.

The command waits until every consumer that is running has ended (35 seconds).
Webhooks can come in meanwhile. If it is interrupted, run it again.

Example:
  npm run commbox -- withdraw object 3377699720568713 <event id> --dry-run`

/** `withdraw`: events that should never have been stored. */
export function define(command: Command, io: Io): void {
  withJson(withConsent(withDeployment(command)))
    .argument('<entity>', entityNames, readEntity)
    .argument('<id>', "CommBox's id; for satisfaction, form and chat the conversation's")
    .argument('<event-id...>', "the events' ids")
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', help)
    .action(async (entity: Entity, id: string, eventIds: string[], options: Options) => {
      const keys = keysFor(entity, id)
      const consent = options.dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { withdrawEvents } = await import('./withdraw.ts')
      await withdrawEvents({ deployment, entity, id, keys, eventIds, consent, json: options.json }, io)
    })
}

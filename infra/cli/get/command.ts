import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, keysFor, readEntity } from '../arguments/entity.ts'
import { withNames } from '../arguments/names.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { GetOptions } from './get.ts'

const help = `
Times are UTC. Several events of one activity or message are one line; without
an id of CommBox's so are events with the same content and time. HTML entities
(&amp;) are decoded. Agents, channels and tags are shown by name if it is found
without reading a whole table, or with --names. --json prints the items as they
are stored, the state first, with payloads from the bucket. An id can be a tag's
and a group's: tag#<id> and group#<id> choose one.

Examples:
  npm run commbox -- get object 3377699720568713
  npm run --silent commbox -- get tag group#3377699720528190 --json`

/** `get`: the state of one thing, and everything that happened to it. */
export function define(command: Command, io: Io): void {
  withJson(withNames(withDeployment(command)))
    .argument('<entity>', entityNames, readEntity)
    .argument('<id>', "CommBox's id; for satisfaction, form and chat the conversation's")
    .addHelpText('after', help)
    .action(async (entity: Entity, id: string, options: DeploymentOptions & GetOptions) => {
      const keys = keysFor(entity, id)
      const deployment = readDeployment(options, io.env)
      const { get } = await import('./get.ts')
      await get(deployment, { entity, id, keys }, options, io)
    })
}

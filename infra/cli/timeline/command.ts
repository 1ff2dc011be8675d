import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { keysFor } from '../arguments/entity.ts'
import { withNames } from '../arguments/names.ts'
import { checkSpan, withSpan } from '../arguments/time.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { TimelineOptions } from './timeline.ts'

const help = `
Times are UTC. Agents, channels and tags are shown by name if it is found
without reading a whole table, or with --names. --json prints the state first,
then the events with the entity of each.

Examples:
  npm run commbox -- timeline 3377699720568713
  npm run --silent commbox -- timeline 3377699720568713 --from 2024-06-09T07:30 --json`

/** `timeline`: one conversation with its scores, forms and chat exits, merged by time. */
export function define(command: Command, io: Io): void {
  withJson(withNames(withSpan(withDeployment(command))))
    .argument('<object-id>', "the conversation's id")
    .addHelpText('after', help)
    .action(async (id: string, options: DeploymentOptions & TimelineOptions) => {
      const [objectId = id] = keysFor('Object', id)
      checkSpan(options)
      const deployment = readDeployment(options, io.env)
      const { showTimeline } = await import('./timeline.ts')
      await showTimeline(deployment, objectId, options, io)
    })
}

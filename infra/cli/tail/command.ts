import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { TailOptions } from './tail.ts'

const help = `
Events appear a second or two after they are stored. They come from the streams
of the tables; DynamoDB lets two readers read a stream at once. --json prints
{"items": […]} on a line for each group of new events. Ctrl-C ends it.

Examples:
  npm run commbox -- tail
  npm run commbox -- tail object --trigger OnNewActivity --brand acme
  npm run commbox -- tail --events`

/** `tail`: events as they are stored. */
export function define(command: Command, io: Io): void {
  withJson(withDeployment(command))
    .argument('[entity...]', `only these: ${entityNames}`, (text: string, before: Entity[] = []) => [
      ...before,
      readEntity(text),
    ])
    .option('--trigger <trigger>', 'only events of one trigger')
    .option('--brand <brand>', 'only events of one brand')
    .option('--events', 'what an event bus would get, as JSON: see docs/events.md')
    .addHelpText('after', help)
    .action(async (entities: Entity[] | undefined, options: DeploymentOptions & TailOptions) => {
      const deployment = readDeployment(options, io.env)
      const { tail } = await import('./tail.ts')
      await tail(deployment, entities ?? [], options, io)
    })
}

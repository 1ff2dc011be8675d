import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readWhole } from '../arguments/number.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions & JsonOptions & { days: number }

const help = `
Lists entities, triggers, members and values of enums that the deployed version
does not know, and known members of another JSON type: where, since when, how
often in the last days, a delivery that had it, and the line that would read it.
Names of members are shown, values never. A name that is not like CommBox's is
shown as *. Each is remembered until 90 days after it came last, 500 at most.

Nothing is lost: every payload is stored whole. Once the line is in the schema,
deploy, and rebuild the states and events that are stored.

Examples:
  npm run commbox -- drift
  npm run commbox -- drift --days 30 --outputs outputs.json`

/** `drift`: what CommBox sends that the deployed version does not know. */
export function define(command: Command, io: Io): void {
  withJson(withDeployment(command))
    .option('--days <number>', 'of how many days to count how often it came', readWhole(1, 30), 7)
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const deployment = readDeployment(options, io.env)
      const { listDrift } = await import('./list.ts')
      await listDrift(deployment, options, io)
    })
}

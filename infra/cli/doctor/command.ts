import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readWhole } from '../arguments/number.ts'
import { withTokenFile } from '../arguments/token.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { DoctorOptions } from './run-checks.ts'

const help = `
From outside it checks the URL and the token. From inside, with the AWS
credentials of this machine, it checks queues, dead letters, quarantine, alarms,
and the functions' logs of the last days (CloudWatch Logs charges for each query
by the size of the logs): when each trigger came last, whether only ids came of
it, how far CommBox's clock is from ours. With --states it also reads the tables
(two cents for a million events) for states in the future, which no longer
change; on the local stack it always does. It changes nothing. The exit code is
1 if something needs to be done.

Examples:
  npm run commbox -- doctor
  npm run commbox -- doctor --outputs outputs.json --token-file token.txt --wait 15`

/** `doctor`: checks everything that can be wrong with a deployment, and says what to do. */
export function define(command: Command, io: Io): void {
  withTokenFile(withJson(withDeployment(command)))
    .option('--days <number>', 'how many days of logs to read', readWhole(1, 30), 7)
    .option('--states', 'also look for states in the future: reads the tables whole')
    .option('--wait <minutes>', 'then wait for a delivery to arrive', readWhole(1, 24 * 60))
    .addHelpText('after', help)
    .action(async (options: DeploymentOptions & DoctorOptions) => {
      const deployment = readDeployment(options, io.env)
      const { runChecks } = await import('./run-checks.ts')
      await runChecks(deployment, options, io)
    })
}

import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { readWhole } from '../arguments/number.ts'
import type { Io } from '../terminal/io.ts'
import type { DoctorOptions } from './run-checks.ts'

const help = `
From outside: the URL and the token. From inside, with the AWS credentials of
this machine: queues, dead letters, quarantine, alarms, and what the functions'
logs tell of the last days (CloudWatch Logs takes a fee for each query, by the
size of the logs). Nothing is changed. The exit code is 1 where something needs
to be done.

Examples:
  npm run commbox -- doctor
  npm run commbox -- doctor --outputs outputs.json --token <token> --wait 15`

/** `doctor`: looks at everything that can be wrong with a deployment, and says what to do. */
export function addDoctor(program: Command, io: Io): void {
  withDeployment(program.command('doctor'))
    .description('check a deployment from outside and inside, and say what to do')
    .option('--token <token>', 'a token to try (default: as for send)')
    .option('--days <number>', 'how far to look back', readWhole(1, 30), 7)
    .option('--wait <minutes>', 'then wait for a delivery to arrive', readWhole(1, 24 * 60))
    .option('--json', 'the findings as JSON')
    .addHelpText('after', help)
    .action(async (options: DeploymentOptions & DoctorOptions) => {
      const deployment = readDeployment(options, io)
      const { runChecks } = await import('./run-checks.ts')
      await runChecks(deployment, options, io)
    })
}

import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { readWhole } from '../arguments/number.ts'
import { readTarget } from '../send/target.ts'
import type { Io } from '../terminal/io.ts'
import { envelopes } from './script.ts'
import type { Run } from './simulation.ts'

type Options = DeploymentOptions &
  ConsentOptions & { url?: string; token?: string } & Omit<Run, 'seed'> & {
    seed?: number
  }

const help = `
Shares are between 0 and 1. The same seed plays the same conversations, under
new ids each time. The events are of the hour before. Other deployments than the
local stack are asked for first: what is played stays in their tables. The exit
code is 1 where an answer or a row is not as it should be.

Examples:
  npm run commbox -- simulate
  npm run commbox -- simulate --conversations 200 --rate 50 --repeats 0.3 --disorder 0.5 --seed 7
  npm run commbox -- simulate --outputs outputs.json --token <token> --yes`

/** `simulate`: plays CommBox against a deployment, and checks its tables against what was sent. */
export function addSimulate(program: Command, io: Io): void {
  withConsent(withDeployment(program.command('simulate')))
    .description('play CommBox against a deployment, and check its tables')
    .option('--conversations <number>', 'how many', readWhole(1, 9_999), 20)
    .option('--rate <number>', 'deliveries a second', readWhole(1, 1000), 50)
    .option('--repeats <share>', 'webhooks that are sent twice', share, 0.1)
    .option('--disorder <share>', 'webhooks that come late', share, 0.1)
    .option('--malformed <share>', 'bodies that are no webhooks, besides', share, 0.02)
    .addOption(new Option('--envelope <kind>', 'how CommBox wraps them').choices(envelopes).default('both'))
    .option('--brand <name>', 'the brand that an Event names', 'simulation')
    .option('--seed <number>', 'what to play (default: something new)', readWhole(0, 2_147_483_647))
    .option('--wait <seconds>', 'how long the tables may take at the end', readWhole(0, 3600), 60)
    .option('--url <url>', "where to post to (default: the deployment's)")
    .option('--token <token>', 'the token to show')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const deployment = readDeployment(options, io)
      const target = readTarget(options, io)
      const { seed = Date.now() % 2_147_483_647, ...settings } = options
      if (!deployment.local) {
        await consentOf(
          io,
          options,
        )(`Play ${options.conversations} made-up conversations into ${target.url}?`)
      }
      // Loaded here: the other commands have no need of it.
      const { simulate } = await import('./simulation.ts')
      await simulate(deployment, target, { ...settings, seed }, io)
    })
}

function share(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= 1) return number
  throw new InvalidArgumentError('It is a share between 0 and 1.')
}

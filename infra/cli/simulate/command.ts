import type { Command } from 'commander'
import { Option } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readShare, readWhole } from '../arguments/number.ts'
import { type TokenOptions, withTokenFile } from '../arguments/token.ts'
import { UsageError } from '../errors.ts'
import { readTarget } from '../send/target.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import { envelopes } from './script.ts'
import type { Run } from './simulation.ts'

type Options = DeploymentOptions &
  ConsentOptions &
  TokenOptions & { url?: string } & Omit<Run, 'seed' | 'conversations'> & {
    conversations?: number
    seed?: number
    days?: number
    truth?: string
    force?: true
  }

const help = `
Shares are between 0 and 1. The same seed makes the same conversations, with new
ids each time. The events date from the hour before. For any deployment but the
local stack there is a confirmation prompt: what is simulated stays in its
tables. The exit code is 1 if an answer or a row is wrong.

With --days it makes a history to analyse: sixty agents with names, customers
who come back on several channels, tags in groups, bots, reopenings, office
hours. It is in the past: consumers store it without a post, and only in the
local stack. Thirty days of 330 conversations are some 100,000 webhooks, which
takes minutes. --truth writes the answers to the ten reports, as they were made.

Examples:
  npm run commbox -- simulate
  npm run commbox -- simulate --days 30 --seed 7 --truth truth.json
  npm run commbox -- simulate --conversations 200 --rate 50 --repeats 0.3 --disorder 0.5 --seed 7
  npm run commbox -- simulate --outputs outputs.json --token-file token.txt --yes`

/** `simulate`: sends what CommBox would send, and compares the tables with it. */
export function define(command: Command, io: Io): void {
  withTokenFile(withJson(withConsent(withDeployment(command))))
    .option(
      '--conversations <number>',
      'how many, with --days a day (default: 20, with --days 330)',
      readWhole(1, 9_999),
    )
    .option('--days <number>', 'make a history of so many days until now', readWhole(1, 365))
    .option('--truth <file>', 'write what the reports must answer (with --days)')
    .option('--force', 'replace the file if it exists')
    .option('--rate <number>', 'deliveries a second', readWhole(1, 1000), 50)
    .option('--repeats <share>', 'share of webhooks that are sent twice', readShare, 0.1)
    .option('--disorder <share>', 'share of webhooks that come late', readShare, 0.1)
    .option('--malformed <share>', 'malformed bodies to add, as a share', readShare, 0.02)
    .addOption(new Option('--envelope <kind>', 'how CommBox wraps them').choices(envelopes).default('both'))
    .option('--brand <name>', 'the brand in an Event envelope', 'simulation')
    .option('--seed <number>', 'which conversations to make (default: new ones)', readWhole(0, 2_147_483_647))
    .option('--wait <seconds>', 'how long the tables may take at the end', readWhole(0, 3600), 60)
    .option('--url <url>', "where to post to (default: the deployment's)")
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const deployment = readDeployment(options, io.env)
      const { seed = Date.now() % 2_147_483_647, ...settings } = options
      if (options.truth !== undefined && options.days === undefined)
        throw new UsageError('--truth needs --days')
      if (options.days !== undefined) {
        const { simulateDays } = await import('./history/simulate-days.ts')
        const { days, conversations: perDay = 330 } = options
        return await simulateDays(deployment, { ...options, days, perDay, seed }, io)
      }
      const target = readTarget(options, io.env)
      const { conversations = 20 } = options
      if (!deployment.local) {
        const consent = consentOf(io, options)
        await consent(`Send ${conversations} simulated conversations to ${target.url}?`)
      }
      const { simulate } = await import('./simulation.ts')
      await simulate(deployment, target, { ...settings, conversations, seed }, io)
    })
}

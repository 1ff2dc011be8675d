import type { Command } from 'commander'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { pipelineNames, readPipeline } from '../arguments/entity.ts'
import type { Io } from '../terminal/io.ts'

type ReadOptions = DeploymentOptions & { json?: true }

type RedriveOptions = DeploymentOptions & ConsentOptions & { dryRun?: true }

const lookHelp = `
Nothing is taken out. SQS counts a look as a receive and hides the messages
until it is over, 20 seconds at the most; a dead-letter queue does not limit
receives.`

const groupHelp = `
Examples:
  npm run commbox -- dead-letters
  npm run commbox -- dead-letters show object
  npm run commbox -- dead-letters redrive object`

const listHelp = `${lookHelp}
Ages count from when a message was last sent to its entity's queue: SQS drops it
14 days later. Of a queue of more than 100 messages 100 are looked at.

Example:
  npm run commbox -- dead-letters list --outputs outputs.json`

const showHelp = `${lookHelp}
Up to 100 messages are shown, in the order of receipt. --json has their
payloads, or the keys of those.

Example:
  npm run --silent commbox -- dead-letters show object --json`

const redriveHelp = `
SQS moves them (StartMessageMoveTask); Ctrl-C stops it. They keep their delivery
ids and times, so that one that is stored already changes nothing, and get five
more attempts: a quarter of an hour later, dead-letters shows what failed again.

Example:
  npm run commbox -- dead-letters redrive object --dry-run`

/** `dead-letters`: messages that their consumer has failed at five times. */
export function addDeadLetters(program: Command, io: Io): void {
  const deadLetters = program
    .command('dead-letters')
    .description('messages that could not be processed in five attempts')
    .addHelpText('after', groupHelp)

  withDeployment(deadLetters.command('list', { isDefault: true }))
    .description('how many there are of each queue, and how old (the default)')
    .option('--json', 'the same, as JSON')
    .addHelpText('after', listHelp)
    .action(async (options: ReadOptions) => {
      const deployment = readDeployment(options, io)
      const { listDeadLetters } = await import('./list.ts')
      await listDeadLetters(deployment, options, io)
    })

  withDeployment(deadLetters.command('show'))
    .description('those of one queue')
    .argument('<entity>', pipelineNames, readPipeline)
    .option('--json', 'with all that they hold, as JSON')
    .addHelpText('after', showHelp)
    .action(async (pipeline: Pipeline, options: ReadOptions) => {
      const deployment = readDeployment(options, io)
      const { showDeadLetters } = await import('./show.ts')
      await showDeadLetters(deployment, pipeline, options, io)
    })

  withConsent(withDeployment(deadLetters.command('redrive')))
    .description('move those of one queue back to where they came from')
    .argument('<entity>', pipelineNames, readPipeline)
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', redriveHelp)
    .action(async (pipeline: Pipeline, options: RedriveOptions) => {
      const consent = options.dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io)
      const { redrive } = await import('./redrive.ts')
      await redrive(deployment, pipeline, consent, io)
    })
}

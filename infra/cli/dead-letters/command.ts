import type { Command } from 'commander'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { pipelineNames, readPipeline } from '../arguments/entity.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type ReadOptions = DeploymentOptions & JsonOptions

type MoveOptions = ReadOptions & ConsentOptions & { dryRun?: true }

const readHelp = `
Messages stay in their queue. SQS counts reading as a receive and hides them
meanwhile, at most 20 seconds; a dead-letter queue does not limit receives.`

const groupHelp = `
Examples:
  npm run commbox -- dead-letters
  npm run commbox -- dead-letters show object
  npm run commbox -- dead-letters redrive object`

const listHelp = `${readHelp}
Ages count from when a message was last sent to its entity's queue: SQS deletes
it 14 days later. At most 100 messages of a queue are read.

Example:
  npm run commbox -- dead-letters list --outputs outputs.json`

const showHelp = `${readHelp}
At most 100 messages are shown, in the order of receipt. --json has their
payloads, or the bucket keys of large ones.

Example:
  npm run --silent commbox -- dead-letters show object --json`

const redriveHelp = `
SQS moves the messages (StartMessageMoveTask); Ctrl-C stops it. They keep their
delivery ids and times, so that one that is stored already changes nothing, and
get five more attempts: what fails again is back after a quarter of an hour.
With delivery ids, only those messages are moved, of the 100 that show reads.

Examples:
  npm run commbox -- dead-letters redrive object --dry-run
  npm run commbox -- dead-letters redrive object <delivery id>`

const quarantineHelp = `
The message is kept whole in quarantine, with the reason not-storable, for 90
days: it does not fail again when the others are redriven.

Example:
  npm run commbox -- dead-letters quarantine object <delivery id>`

/** `dead-letters`: messages that their consumer could not process in five attempts. */
export function define(command: Command, io: Io): void {
  command.addHelpText('after', groupHelp)

  withJson(withDeployment(command.command('list', { isDefault: true })))
    .description('count the messages of each queue and show the oldest (default)')
    .addHelpText('after', listHelp)
    .action(async (options: ReadOptions) => {
      const deployment = readDeployment(options, io.env)
      const { listDeadLetters } = await import('./list.ts')
      await listDeadLetters(deployment, options, io)
    })

  withJson(withDeployment(command.command('show')))
    .description('show the messages of one queue')
    .argument('<entity>', pipelineNames, readPipeline)
    .addHelpText('after', showHelp)
    .action(async (pipeline: Pipeline, options: ReadOptions) => {
      const deployment = readDeployment(options, io.env)
      const { showDeadLetters } = await import('./show.ts')
      await showDeadLetters(deployment, pipeline, options, io)
    })

  withJson(withConsent(withDeployment(command.command('redrive'))))
    .description('move messages of one queue back to their source queue')
    .argument('<entity>', pipelineNames, readPipeline)
    .argument('[id...]', 'only these deliveries (default: all)')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', redriveHelp)
    .action(async (pipeline: Pipeline, ids: string[], options: MoveOptions) => {
      if (ids.length > 0) return move(pipeline, ids, 'source', options)
      const consent = options.dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { redrive } = await import('./redrive.ts')
      await redrive(deployment, pipeline, { consent, json: options.json }, io)
    })

  withJson(withConsent(withDeployment(command.command('quarantine'))))
    .description('move single messages of one queue to quarantine')
    .argument('<entity>', pipelineNames, readPipeline)
    .argument('<id...>', 'of which deliveries')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', quarantineHelp)
    .action(async (pipeline: Pipeline, ids: string[], options: MoveOptions) => {
      if (pipeline === 'Quarantine')
        throw new UsageError('a dead letter of quarantine is redriven, once its cause is fixed')
      await move(pipeline, ids, 'quarantine', options)
    })

  async function move(
    pipeline: Pipeline,
    ids: readonly string[],
    to: 'source' | 'quarantine',
    options: MoveOptions,
  ): Promise<void> {
    const consent = options.dryRun ? undefined : consentOf(io, options)
    const deployment = readDeployment(options, io.env)
    const { moveDeadLetters } = await import('./move.ts')
    await moveDeadLetters(deployment, pipeline, { ids, to, consent, json: options.json }, io)
  }
}

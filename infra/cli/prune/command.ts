import type { Command } from 'commander'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { type DeploymentOptions, localFolder, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { pipelineNames, readPipeline } from '../arguments/entity.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions & ConsentOptions & JsonOptions & { dryRun?: true }

const help = `
A state expires by its stage's stateRetention, an event by eventRetention. What
finds a thing by a phone number, an address or a tag has no expiry of its own:
it is removed here once the thing has neither a state nor an event. So is what
has expired and is still there: DynamoDB deletes it within days, and never what
expired more than five years ago.

The tables are read whole, and what that costs is said before. Webhooks can come
in meanwhile. Ctrl-C interrupts safely; the same command on this machine then
resumes.

Examples:
  npm run commbox -- prune --dry-run
  npm run commbox -- prune object`

/** `prune`: what is left over of things that have expired. */
export function define(command: Command, io: Io): void {
  withJson(withConsent(withDeployment(command)))
    .argument('[table]', `${pipelineNames} (default: all)`, readPipeline)
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', help)
    .action(async (pipeline: Pipeline | undefined, { dryRun, json, ...options }: Options) => {
      const consent = dryRun ? undefined : consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { prune } = await import('./prune.ts')
      const which = pipeline ? [pipeline] : pipelines
      await prune({ deployment, pipelines: which, consent, json, folder: localFolder(io.env) }, io)
    })
}

import type { Command } from 'commander'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { type DeploymentOptions, localFolder, readDeployment } from '../../deployment/outputs-file.ts'
import { type ConsentOptions, consentOf, withConsent } from '../arguments/consent.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { pipelineNames, readPipeline } from '../arguments/entity.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions & ConsentOptions & JsonOptions & { from: string }

const help = `
Copies what the table in use lacks, then rebuilds the states that changed. It
replaces no event and deletes none; withdrawn events stay withdrawn. The other
table is only read. Webhooks can come in meanwhile.

The table is given by its name, or by its ARN if it is in another region or
account. Large payloads are in the bucket: copy them first. Items that cannot be
read are named, and the exit code is 1.

Ctrl-C interrupts safely; the same command on this machine then resumes. On
another machine, run rebuild afterwards. When it prints "0 restored", the table
in use has everything.

Example:
  npm run commbox -- restore object --from <restored table>`

/** `restore`: items of another table that the one in use lacks. */
export function define(command: Command, io: Io): void {
  withJson(withConsent(withDeployment(command)))
    .argument('<table>', pipelineNames, readPipeline)
    .requiredOption('--from <table>', 'name or ARN of the table to copy from')
    .addHelpText('after', help)
    .action(async (pipeline: Pipeline, { from, json, ...options }: Options) => {
      const consent = consentOf(io, options)
      const deployment = readDeployment(options, io.env)
      const { restoreTable } = await import('./restore.ts')
      await restoreTable({ deployment, pipeline, consent, json, from, folder: localFolder(io.env) }, io)
    })
}

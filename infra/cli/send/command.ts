import type { Command } from 'commander'
import type { DeploymentOptions } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { type TokenOptions, withTokenFile } from '../arguments/token.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions & JsonOptions & TokenOptions & { all?: true; url?: string }

const help = `
Without names and without --all, the names are listed, each with its source.
The token is that of --token-file, else the local stack's, else the variable
COMMBOX_TOKEN.
The exit code is 1 if any of the webhooks was not accepted.

Examples:
  npm run commbox -- send --all
  npm run commbox -- send object/on-new tag/on-add
  npm run commbox -- send --all --outputs outputs.json --token-file token.txt`

/** `send`: posts documented webhooks and prints the answer to each. */
export function define(command: Command, io: Io): void {
  withTokenFile(withJson(withDeployment(command)))
    .argument('[sample...]', 'names of webhooks, such as object/on-new')
    .option('--all', 'post all of them')
    .option('--url <url>', "where to post to (default: the deployment's)")
    .addHelpText('after', help)
    .action(async (names: string[], options: Options) => {
      if (names.length > 0 && options.all) throw new UsageError('pass names or --all, not both')
      const [{ listSamples, chooseSamples, send }, { readTarget }] = await Promise.all([
        import('./send.ts'),
        import('./target.ts'),
      ])
      if (names.length === 0 && !options.all) return await listSamples(options, io)
      const wanted = chooseSamples(options.all ? 'all' : names)
      await send(wanted, readTarget(options, io.env), options, io)
    })
}

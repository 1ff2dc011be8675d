import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { readWhole } from '../arguments/number.ts'
import type { Io } from '../terminal/io.ts'
import { withJson } from '../terminal/json.ts'
import type { ConsoleOptions } from './serve.ts'

const help = `
Shows conversations, users, scores, quarantine and drift in a browser, only on
this machine, with the AWS credentials of this machine. It only reads: it posts
no samples and replays nothing. For the lists of a page it reads three tables
whole, at most every five minutes, and says what that costs. Ctrl-C ends it.

Example:
  npm run commbox -- console --outputs outputs.json`

/** `console`: the console of a deployed stack, read-only, on 127.0.0.1. */
export function define(command: Command, io: Io): void {
  withJson(withDeployment(command))
    .option('--port <number>', 'port on 127.0.0.1 (default: any free one)', readWhole(0, 65_535), 0)
    .addHelpText('after', help)
    .action(async (options: DeploymentOptions & ConsoleOptions) => {
      const deployment = readDeployment(options, io.env)
      const { serveConsole } = await import('./serve.ts')
      await serveConsole(deployment, options, io)
    })
}

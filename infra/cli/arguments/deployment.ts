import type { Command } from 'commander'

/** Adds the options that choose a deployment. `readDeployment` reads them. */
export function withDeployment(command: Command): Command {
  return command
    .option('--outputs <file>', "outputs file of a deployment (default: the local stack's)")
    .option('--stack <name>', 'which stack of an outputs file that has several')
}

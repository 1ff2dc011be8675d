import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import { readQuarantineId } from './id.ts'

const help = `
A delivery id is enough, as CommBox was answered and as the logs have it: all
days are searched for it.

Example:
  npm run commbox -- quarantine show 2026-11-24T08:15:00.123Z/JKJaXmPLvHcESHA=`

/** `quarantine show` */
export function addShow(quarantine: Command, io: Io): void {
  withJson(withDeployment(quarantine.command('show')))
    .description('show a delivery with its body')
    .argument('<id>', 'as list prints it, or a delivery id', readQuarantineId)
    // One delivery id in 64 begins with a dash.
    .allowUnknownOption()
    .addHelpText('after', help)
    .action(async (id: string, options: DeploymentOptions & JsonOptions) => {
      const deployment = readDeployment(options, io.env)
      const { showQuarantined } = await import('./show.ts')
      await showQuarantined(deployment, id, options, io)
    })
}

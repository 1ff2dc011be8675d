import type { Command } from 'commander'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { entityNames, readEntity } from '../arguments/entity.ts'
import type { Io } from '../terminal/io.ts'
import type { TailOptions } from './tail.ts'

const help = `
What is stored from now on, a second or two after it is. It is read from the
streams of the tables; DynamoDB lets two readers at a time read a stream. Ctrl-C
ends it.

Examples:
  npm run commbox -- tail
  npm run commbox -- tail object --trigger OnNewActivity --brand acme`

/** `tail`: events as they are stored. */
export function addTail(program: Command, io: Io): void {
  withDeployment(program.command('tail'))
    .description('what arrives, live')
    .argument('[entity...]', `of these alone: ${entityNames}`, (text: string, before: Entity[] = []) => [
      ...before,
      readEntity(text),
    ])
    .option('--trigger <trigger>', 'of one trigger alone')
    .option('--brand <brand>', 'of one brand alone')
    .option('--json', 'each event as it is stored, as a line of JSON')
    .addHelpText('after', help)
    .action(async (entities: Entity[] | undefined, options: DeploymentOptions & TailOptions) => {
      const deployment = readDeployment(options, io)
      const { tail } = await import('./tail.ts')
      await tail(deployment, entities ?? [], options, io)
    })
}

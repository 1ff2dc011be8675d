import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment, withDeployment } from '../../deployment/outputs-file.ts'
import { readTime } from '../arguments/time.ts'
import type { Io } from '../terminal/io.ts'
import type { TimelineOptions } from './timeline.ts'

const help = `
Times are UTC. Agents have their names where the Users table knows them.

Examples:
  npm run commbox -- timeline 3377699720568713
  npm run --silent commbox -- timeline 3377699720568713 --from 2024-06-09T07:30:00Z --json`

/** `timeline`: one conversation, with its scores, forms and chat exits, merged by time. */
export function addTimeline(program: Command, io: Io): void {
  withDeployment(program.command('timeline'))
    .description('everything about one conversation, scores, forms and chat exits included, by time')
    .argument('<object-id>', "the conversation's id")
    .option('--from <time>', 'from then on, such as 2026-11-24 or 2026-11-24T08:15:00Z', readTime)
    .option('--to <time>', 'until then', readTime)
    .option('--json', 'the state and every event as it is stored, as JSON')
    .addHelpText('after', help)
    .action(async (objectId: string, options: DeploymentOptions & TimelineOptions) => {
      const deployment = readDeployment(options, io)
      const { showTimeline } = await import('./timeline.ts')
      await showTimeline(deployment, objectId, options, io)
    })
}

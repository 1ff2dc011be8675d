import type { Command } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'
import { type FilterOptions, filtersOf, withFilters } from './filters.ts'

type ListOptions = DeploymentOptions & FilterOptions & JsonOptions & { entity?: string }

const help = `
Days and times are UTC. The last column is the id that show and replay take.
--json has the bodies.

--conversation and --user take CommBox's ids, and search all days unless
--day, --from or --to is given. They find what certainly is about the
conversation or user; a body that cannot be read, or whose entity is unknown, is
found by day and reason only.

Examples:
  npm run commbox -- quarantine list
  npm run commbox -- quarantine list --from 2026-11-20 --reason invalid
  npm run commbox -- quarantine list --conversation 3377699720568713`

/** `quarantine list` */
export function addList(quarantine: Command, io: Io): void {
  withJson(withFilters(withDeployment(quarantine.command('list'))))
    .description('list deliveries of today or a span of days, with counts by reason')
    .option('--entity <entity>', 'only those of one entity, as far as it is known')
    .addHelpText('after', help)
    .action(async (options: ListOptions) => {
      const filters = { ...(await filtersOf(options, io)), entity: options.entity }
      const deployment = readDeployment(options, io.env)
      const { listQuarantine } = await import('./list.ts')
      await listQuarantine(deployment, filters, options, io)
    })
}

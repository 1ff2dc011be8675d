import type { Command } from 'commander'
import type { Partition } from '../../../shared/client/partition.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { tables } from '../../../shared/tables.ts'
import {
  type Deployment,
  type DeploymentOptions,
  readDeployment,
  withDeployment,
} from '../../deployment/outputs-file.ts'
import { eventLines } from '../../text/event-lines.ts'
import { eventText } from '../../text/event-text.ts'
import { stateLines } from '../../text/state-text.ts'
import { entityNames, keysFor, readEntity } from '../arguments/entity.ts'
import { nothingStored } from '../errors.ts'
import { columns } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'

type Options = DeploymentOptions & { json?: true }

const help = `
Times are UTC. An event that was told more than once is one line, and so are
log-ins and the like that look the same and follow each other; --json shows
everything as it is stored, large payloads from the bucket included. A tag's id
may be a group's as well: tag#<id> and group#<id> say which is meant.

Examples:
  npm run commbox -- get object 3377699720568713
  npm run --silent commbox -- get tag group#3377699720528190 --json`

/** `get`: the state of one thing, and all that happened to it. */
export function addGet(program: Command, io: Io): void {
  withDeployment(program.command('get'))
    .description('what is stored about one conversation, user, tag, …')
    .argument('<entity>', entityNames, readEntity)
    .argument('<id>', "CommBox's id; for satisfaction, form and chat the conversation's")
    .option('--json', 'everything, as JSON')
    .addHelpText('after', help)
    .action(async (entity: Entity, id: string, options: Options) => {
      const keys = keysFor(entity, id)
      const deployment = readDeployment(options, io)
      const found = await find(entity, keys, deployment, options.json === true, io)
      if (found === undefined) throw nothingStored(`${entity.toLowerCase()} ${id}`)
      const { key, state, events, items } = found
      if (options.json) io.out(JSON.stringify({ entity, key, state, events, items }, null, 2))
      else show(entity, key, found, io)
    })
}

type Found = { key: string } & Partition

async function find(
  entity: Entity,
  keys: readonly string[],
  deployment: Deployment,
  isWhole: boolean,
  io: Io,
): Promise<Found | undefined> {
  // Loaded here, since the SDK takes longer to load than the other commands take to run.
  const [{ withBodies }, { withDatabase }, { readPartition }, { withPayloads }] = await Promise.all([
    import('../../deployment/bodies.ts'),
    import('../../deployment/database.ts'),
    import('../../../shared/client/partition.ts'),
    import('../../../shared/client/payloads.ts'),
  ])
  const table = { name: deployment.tableName(entity), partitionKey: tables[entity].partitionKey }
  const line = progress(io)
  return withDatabase(deployment, (database) =>
    withBodies(deployment, async (bodies) => {
      for (const key of keys) {
        const partition = await readPartition(database, table, key, (count) =>
          line.show(`${count} items read`),
        )
        if (partition === undefined) continue
        // What is promoted from a large payload says enough for a line.
        const isWanted = (event: JsonObject) => isWhole || eventText(event, undefined).text === ''
        return { key, ...partition, events: await withPayloads(partition.events, bodies, isWanted) }
      }
      return undefined
    }),
  ).finally(line.clear)
}

function show(entity: Entity, key: string, { state, events }: Partition, io: Io): void {
  io.out(paint(io, 'bold', `${entity} ${key}`))
  for (const line of stateLines(entity, state)) io.out(line)
  const lines = eventLines(events, state)
  io.out('')
  io.out(paint(io, 'bold', countText(events.length, lines.length)))
  for (const line of columns(lines)) io.out(line)
}

function countText(events: number, lines: number): string {
  if (events === 0) return 'No events'
  const count = counted(events, 'event')
  return events === lines ? count : `${count} in ${counted(lines, 'line')}`
}

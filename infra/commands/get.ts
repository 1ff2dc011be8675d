import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { type Entity, entities, named } from '../../shared/names.ts'
import { tables } from '../../shared/tables.ts'
import { type DeploymentOptions, readDeployment, withDeployment } from './deployment.ts'
import { Failure, Misuse } from './failure.ts'
import { eventLines } from './stored/event-lines.ts'
import type { Partition } from './stored/partition.ts'
import { stateLines } from './stored/state-text.ts'
import { columns } from './terminal/columns.ts'
import { type Io, paint, progress } from './terminal/io.ts'

type Options = DeploymentOptions & { json?: true }

const help = `
Times are UTC. An event that was told more than once is one line, and so are log-ins and the like that look
the same and follow each other; --json shows everything as it is stored.
A tag's id may be a group's as well: tag#<id> and group#<id> say which is meant.

Examples:
  npm run commbox -- get object 3377699720568713
  npm run --silent commbox -- get tag group#24 --json`

/** `get`: the state of one thing, and all that happened to it. */
export function addGet(program: Command, io: Io): void {
  withDeployment(program.command('get'))
    .description('what is stored about one conversation, user, tag, …')
    .argument('<entity>', entities.join(', ').toLowerCase(), readEntity)
    .argument('<id>', "CommBox's id; for satisfaction, form and chat the conversation's")
    .option('--json', 'everything, as JSON')
    .addHelpText('after', help)
    .action(async (entity: Entity, id: string, options: Options) => {
      const keys = keysFor(entity, id)
      const deployment = readDeployment(options, io)
      const found = await find(entity, keys, deployment, io)
      if (found === undefined) throw new Failure(`nothing is stored about ${entity.toLowerCase()} ${id}`)
      const { key, state, events, items } = found
      if (options.json) io.out(JSON.stringify({ entity, key, state, events, items }, null, 2))
      else show(entity, key, found, io)
    })
}

function readEntity(text: string): Entity {
  const entity = named(entities, text)
  if (entity) return entity
  throw new InvalidArgumentError(`It is one of ${entities.join(', ').toLowerCase()}.`)
}

/** The partition keys that an id may mean, the likeliest first. */
function keysFor(entity: Entity, id: string): string[] {
  const [, kind, digits] = /^(?:(tag|group)#)?(\d{1,38})$/.exec(id) ?? []
  if (digits === undefined || (kind !== undefined && entity !== 'Tag')) {
    throw new Misuse(`an id is made of digits${entity === 'Tag' ? ', with tag# or group# before them' : ''}`)
  }
  if (entity !== 'Tag') return [digits]
  return kind === undefined ? [`tag#${digits}`, `group#${digits}`] : [id]
}

async function find(
  entity: Entity,
  keys: readonly string[],
  deployment: ReturnType<typeof readDeployment>,
  io: Io,
): Promise<({ key: string } & Partition) | undefined> {
  // Loaded here, since the SDK takes longer to load than the other commands take to run.
  const [{ withDatabase }, { readPartition }] = await Promise.all([
    import('./stored/database.ts'),
    import('./stored/partition.ts'),
  ])
  const table = { name: deployment.tableName(entity), partitionKey: tables[entity].partitionKey }
  const line = progress(io)
  return withDatabase(deployment, async (database) => {
    try {
      for (const key of keys) {
        const partition = await readPartition(database, table, key, (count) =>
          line.show(`${count} items read`),
        )
        if (partition) return { key, ...partition }
      }
      return undefined
    } finally {
      line.clear()
    }
  })
}

function show(entity: Entity, key: string, { state, events }: Partition, io: Io): void {
  io.out(paint(io, 'bold', `${entity} ${key}`))
  for (const line of stateLines(entity, state)) io.out(line)
  const lines = eventLines(events, state)
  io.out('')
  io.out(paint(io, 'bold', counted(events.length, lines.length)))
  for (const line of columns(lines)) io.out(line)
}

function counted(events: number, lines: number): string {
  if (events === 0) return 'No events'
  const count = `${events} event${events === 1 ? '' : 's'}`
  return events === lines ? count : `${count} in ${lines} line${lines === 1 ? '' : 's'}`
}

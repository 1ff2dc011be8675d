import { readClient } from '../../../shared/client/client.ts'
import { type Partition, readPartition } from '../../../shared/client/partition.ts'
import { withPayloads } from '../../../shared/client/payloads.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { readNames } from '../../deployment/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withSource } from '../../deployment/read-client.ts'
import { eventRows } from '../../text/event-rows.ts'
import { eventText } from '../../text/event-text.ts'
import type { Names } from '../../text/names.ts'
import { stateRows } from '../../text/state-rows.ts'
import { type NameOptions, readEveryName } from '../arguments/names.ts'
import { nothingStored } from '../errors.ts'
import { counted, eventCount } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'

export type GetOptions = JsonOptions & NameOptions

/** A thing by its id as it was typed, and the partition keys that the id can mean. */
type Wanted = { entity: Entity; id: string; keys: readonly string[] }

/**
 * Prints the state of a thing and its events.
 *
 * @throws CommandError if nothing is stored about it
 */
export async function get(
  deployment: Deployment,
  { entity, id, keys }: Wanted,
  { json, names: isNaming }: GetOptions,
  io: Io,
): Promise<void> {
  const found = await find(deployment, entity, keys, { isWhole: json === true, isNaming }, io)
  if (found === undefined) throw nothingStored(`${entity.toLowerCase()} ${id}`)
  const { key, state, events, items, names } = found
  if (json) return printJson(io, [...(state ? [state] : []), ...events, ...items])
  // What is left of a thing of which every event was withdrawn says nothing about it.
  if (state === undefined && events.length === 0) throw nothingStored(`${entity.toLowerCase()} ${id}`)
  io.out(paint(io, 'bold', `${entity} ${key}`))
  if (state) await printRows(io, stateRows(entity, state, names))
  else io.out('No state yet: none of its events is folded')
  const rows = eventRows(events, names)
  io.out('')
  io.out(paint(io, 'bold', eventCount(events.length, rows.length)))
  await printRows(io, rows)
}

async function find(
  deployment: Deployment,
  entity: Entity,
  keys: readonly string[],
  { isWhole, isNaming }: { isWhole: boolean; isNaming: boolean | undefined },
  io: Io,
): Promise<({ key: string; names: Names } & Partition) | undefined> {
  const line = progress(io)
  return withSource(deployment, async (source) => {
    for (const key of keys) {
      const partition = await readPartition(source, entity, key, (count) =>
        line.show(`${counted(count, 'item')} read`),
      )
      if (partition === undefined) continue
      // The attributes of an event usually say enough for a line: its payload need not be read.
      const isWanted = (event: JsonObject) => isWhole || eventText(event).text === ''
      const events = await withPayloads(partition.events, source.bodies, isWanted)
      const { state } = partition
      const known = isNaming ? await readEveryName(source, deployment, io) : undefined
      const show = (names: Names) =>
        isWhole || [state && stateRows(entity, state, names), eventRows(events, names)]
      return {
        key,
        ...partition,
        events,
        names: await readNames(readClient(source), { state, events }, show, known),
      }
    }
    return undefined
  }).finally(line.clear)
}

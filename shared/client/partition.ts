import type { JsonObject } from '../commbox/json.ts'
import { queryPages } from '../dynamodb/query.ts'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import { eventOrder } from '../events/version.ts'
import type { Pipeline } from '../runtime/names.ts'
import { isWithdrawn } from '../store/stored-event.ts'
import { tables } from '../tables.ts'
import type { Source } from './source.ts'

/** All that a table holds about one thing, as it is stored. */
export type Partition = {
  /** What is true now; absent until an event has been folded. */
  state?: JsonObject
  /** What happened, in time order. */
  events: JsonObject[]
  /** The remaining items, such as the tags of a conversation, and the stubs of withdrawn events. */
  items: JsonObject[]
}

/**
 * Reads a partition page by page, with consistent reads.
 *
 * @param onPage is called after each page with the number of items read so far
 * @returns undefined if the partition is empty
 */
export async function readPartition(
  { dynamoDb, tableName }: Pick<Source, 'dynamoDb' | 'tableName'>,
  pipeline: Pipeline,
  key: string,
  onPage: (items: number) => void = () => {},
): Promise<Partition | undefined> {
  const read: JsonObject[] = []
  const pages = queryPages(dynamoDb, {
    tableName: tableName(pipeline),
    partition: { name: tables[pipeline].partitionKey, value: key },
    consistentRead: true,
  })
  for await (const { items } of pages) {
    read.push(...items)
    onPage(read.length)
  }
  return read.length === 0 ? undefined : sortedByKind(read)
}

function sortedByKind(all: readonly JsonObject[]): Partition {
  const partition: Partition = { events: [], items: [] }
  for (const item of all) {
    const record = String(item[sortKey])
    if (isWithdrawn(item)) partition.items.push(item)
    else if (record === stateRecord) partition.state = item
    else if (record.startsWith('event#')) partition.events.push(item)
    else partition.items.push(item)
  }
  const versions = new Map(
    partition.events.map((event) => [event, eventOrder(String(event.occurredAt), String(event.eventId))]),
  )
  partition.events.sort((a, b) => ((versions.get(a) ?? '') < (versions.get(b) ?? '') ? -1 : 1))
  return partition
}

import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../commbox/json.ts'
import { fromItem } from '../dynamodb/database.ts'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import { versionOf } from '../events/register.ts'

/** All that a table holds about one thing. */
export type Partition = {
  /** What is true now; absent while no event has been folded. */
  state?: JsonObject
  /** What happened, in time order. */
  events: JsonObject[]
  /** The remaining items, such as the tags of a conversation. */
  items: JsonObject[]
}

/**
 * Reads a partition, page by page, as it is at this moment.
 *
 * @param onPage is told after each page how many items were read so far
 * @returns undefined when there is nothing
 */
export async function readPartition(
  database: DynamoDBClient,
  table: { name: string; partitionKey: string },
  key: string,
  onPage: (items: number) => void,
): Promise<Partition | undefined> {
  const pages = paginateQuery(
    { client: database },
    {
      TableName: table.name,
      ConsistentRead: true,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': table.partitionKey },
      ExpressionAttributeValues: { ':key': { S: key } },
    },
  )
  const items: JsonObject[] = []
  for await (const { Items = [] } of pages) {
    items.push(...Items.map(fromItem))
    onPage(items.length)
  }
  return items.length === 0 ? undefined : sorted(items)
}

function sorted(all: readonly JsonObject[]): Partition {
  const partition: Partition = { events: [], items: [] }
  for (const item of all) {
    const record = String(item[sortKey])
    if (record === stateRecord) partition.state = item
    else if (record.startsWith('event#')) partition.events.push(item)
    else partition.items.push(item)
  }
  const order = new Map(
    partition.events.map((event) => [event, versionOf(String(event.occurredAt), String(event.eventId))]),
  )
  partition.events.sort((a, b) => ((order.get(a) ?? '') < (order.get(b) ?? '') ? -1 : 1))
  return partition
}

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { fromItem } from '../../../shared/dynamodb/database.ts'
import { sortKey, stateRecord } from '../../../shared/dynamodb/table.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { tables } from '../../../shared/tables.ts'

/** Where the tables are. */
export type Source = { client: DynamoDBClient; tableName(pipeline: Pipeline): string }

/**
 * Every state of a table, with some of its attributes. There is no index of them all: the whole table is read, as
 * is right for one on this machine and for no other.
 */
export async function statesIn(
  { client, tableName }: Source,
  pipeline: Pipeline,
  attributes: readonly string[],
): Promise<JsonObject[]> {
  const pages = paginateScan(
    { client },
    {
      TableName: tableName(pipeline),
      FilterExpression: '#record = :state',
      ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(
        [sortKey, ...attributes].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: { ':state': { S: stateRecord } },
    },
  )
  const states: JsonObject[] = []
  for await (const { Items = [] } of pages) states.push(...Items.map(fromItem))
  return states
}

/** The latest items of a partition, or of a partition of an index, the newest first. */
export async function latestIn(
  { client, tableName }: Source,
  pipeline: Pipeline,
  { key, index, prefix = '' }: { key: string; index?: string; prefix?: string },
  most: number,
): Promise<JsonObject[]> {
  const { partitionKey, sortKey: sort } = keysOf(pipeline, index)
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName(pipeline),
      ...(index ? { IndexName: index } : {}),
      KeyConditionExpression: `#key = :key${prefix && ' AND begins_with(#sort, :prefix)'}`,
      ExpressionAttributeNames: { '#key': partitionKey, ...(prefix ? { '#sort': sort } : {}) },
      ExpressionAttributeValues: { ':key': { S: key }, ...(prefix ? { ':prefix': { S: prefix } } : {}) },
      ScanIndexForward: false,
      Limit: most,
    },
  )
  const items: JsonObject[] = []
  for await (const { Items = [] } of pages) {
    items.push(...Items.map(fromItem))
    if (items.length >= most) break
  }
  return items.slice(0, most)
}

function keysOf(pipeline: Pipeline, index: string | undefined) {
  const table = tables[pipeline]
  const { partitionKey, sortKey: sort } = (index && table.indexes[index]) || {
    partitionKey: table.partitionKey,
    sortKey,
  }
  return { partitionKey, sortKey: sort ?? sortKey }
}

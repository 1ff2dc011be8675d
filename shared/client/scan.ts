import { paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import type * as v from 'valibot'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import type { Pipeline } from '../runtime/names.ts'
import { tables } from '../tables.ts'
import { readItem } from './item.ts'
import type { Source } from './source.ts'

/** The states of one table that are wanted. */
export type StateScan<Item> = {
  pipeline: Pipeline
  /** What the partition keys begin with; all of them if absent. */
  keyPrefix?: string
  /** The schema of a state. Only the attributes that it names are returned. */
  item: v.GenericSchema<unknown, Item> & { readonly entries: Readonly<Record<string, unknown>> }
}

/**
 * Reads the state items of a table, in no particular order. It is a Scan: DynamoDB reads the whole table, events
 * included, and bills for it. Suited to small tables and rare reports.
 */
export async function* scanStates<Item>(source: Source, scan: StateScan<Item>): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client: source.dynamoDb }, scanInput(source, scan))) {
    for (const item of Items) yield readItem(item, scan.item, scan.pipeline)
  }
}

function scanInput(
  { tableName, consistentRead = false }: Source,
  { pipeline, keyPrefix, item }: StateScan<unknown>,
): ScanCommandInput {
  const { partitionKey } = tables[pipeline]
  const wanted = Object.keys(item.entries)
  const filters = ['#record = :state', ...(keyPrefix === undefined ? [] : ['begins_with(#key, :prefix)'])]
  return {
    TableName: tableName(pipeline),
    ConsistentRead: consistentRead,
    FilterExpression: filters.join(' AND '),
    ProjectionExpression: wanted.map((_, n) => `#wanted${n}`).join(', '),
    ExpressionAttributeNames: {
      '#record': sortKey,
      ...(keyPrefix === undefined ? {} : { '#key': partitionKey }),
      ...Object.fromEntries(wanted.map((name, n) => [`#wanted${n}`, name])),
    },
    ExpressionAttributeValues: {
      ':state': { S: stateRecord },
      ...(keyPrefix === undefined ? {} : { ':prefix': { S: keyPrefix } }),
    },
  }
}

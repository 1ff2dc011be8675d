import type * as v from 'valibot'
import { scanPages } from '../dynamodb/query.ts'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import type { Pipeline } from '../runtime/names.ts'
import { tables } from '../tables.ts'
import { readItem } from './item.ts'
import type { Source } from './source.ts'

/** A schema by whose attributes a scan chooses what to read. */
type ItemSchema<Item> = v.GenericSchema<unknown, Item> & {
  readonly entries: Readonly<Record<string, unknown>>
}

/** Which states of a table to read. */
export type StateScan<Item> = {
  pipeline: Pipeline
  /** What the partition keys begin with; all of them if absent. */
  keyPrefix?: string
  /** The schema of a state. Only the attributes that it names are returned. */
  item: ItemSchema<Item>
}

/**
 * Reads the state items of a table, in no particular order. It is a Scan: DynamoDB reads the whole table, events
 * included, and bills for it. Suited to small tables and rare reports.
 */
export async function* scanStates<Item>(
  { dynamoDb, tableName, consistentRead }: Source,
  { pipeline, keyPrefix, item: schema }: StateScan<Item>,
): AsyncGenerator<Item> {
  const ofPrefix = keyPrefix === undefined ? '' : ' AND begins_with(#key, :prefix)'
  const pages = scanPages(dynamoDb, {
    tableName: tableName(pipeline),
    consistentRead,
    filter: {
      expression: `#record = :state AND attribute_not_exists(withdrawnAt)${ofPrefix}`,
      names: { '#record': sortKey, ...(ofPrefix ? { '#key': tables[pipeline].partitionKey } : {}) },
      values: { ':state': stateRecord, ...(keyPrefix === undefined ? {} : { ':prefix': keyPrefix }) },
    },
    attributes: Object.keys(schema.entries),
  })
  for await (const { items } of pages) for (const item of items) yield readItem(item, schema, pipeline)
}

/** Reads the items of an index of the Objects table, all of them or those that have a value, in no particular order. */
export async function scanIndex<Item>(
  { dynamoDb, tableName }: Source,
  index: keyof typeof tables.Object.indexes,
  schema: ItemSchema<Item>,
  having: Readonly<Record<string, string>> = {},
): Promise<Item[]> {
  const [[name, value] = []] = Object.entries(having)
  const found: Item[] = []
  const pages = scanPages(dynamoDb, {
    tableName: tableName('Object'),
    index,
    filter:
      name && value
        ? { expression: '#name = :value', names: { '#name': name }, values: { ':value': value } }
        : undefined,
    attributes: Object.keys(schema.entries),
  })
  for await (const { items } of pages) found.push(...items.map((item) => readItem(item, schema, 'Object')))
  return found
}

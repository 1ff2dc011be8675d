import { setTimeout } from 'node:timers/promises'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type * as v from 'valibot'
import type { JsonObject } from '../commbox/json.ts'
import { fromItem, toItem } from '../dynamodb/attribute-values.ts'
import { getItems } from '../dynamodb/batch.ts'
import { keyText } from '../dynamodb/database.ts'
import { queryPage } from '../dynamodb/query.ts'
import type { PartitionQuery, SortRange } from '../dynamodb/request.ts'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import type { Pipeline } from '../runtime/names.ts'
import { stateKey } from '../store/states.ts'
import { isWithdrawn } from '../store/stored-event.ts'
import { tables } from '../tables.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import { readItem } from './item.ts'
import type { Source } from './source.ts'

/** Which part of an answer to return. */
export type Paging = {
  /** At most so many items; by default as many as fit into 1 MB. */
  limit?: number | undefined
  /** The `next` of the page before. */
  cursor?: string | undefined
}
export type Ordered = Paging & { order?: Order | undefined }
export type Order = 'oldest' | 'newest'

/** Orders an answer with the newest first, unless another order is asked for. */
export function newestFirst(paging: Ordered): Ordered {
  return { ...paging, order: paging.order ?? 'newest' }
}

/** A part of an answer. `next` is absent after the last page; a last page can be empty. */
export type Page<Item> = { items: Item[]; next?: string }

/** A question about one partition of a table or an index, which one Query answers. */
export type Question<Item> = {
  pipeline: Pipeline
  index?: string
  /** The value of the partition key. */
  of: string
  sort?: SortRange
  /** Only events of these triggers. DynamoDB reads the others as well, so that pages can be short. */
  triggers?: readonly string[] | undefined
  item: v.GenericSchema<unknown, Item>
  /** Whether the index has items that outlive an expired state. */
  isOfIndexItems?: true
}

/** Reads a page of an answer, without the stubs of withdrawn events, so that it can be short. @throws InvalidCursorError if the cursor belongs to another question */
export async function ask<Item>(
  source: Source,
  question: Question<Item>,
  paging: Ordered = {},
): Promise<Page<Item>> {
  const { items: all, next } = await queryPage(source.dynamoDb, queryOf(source, question, paging))
  const items =
    question.isOfIndexItems && source.statesExpire ? await withState(source, question.pipeline, all) : all
  return {
    items: items
      .filter((item) => !isWithdrawn(item))
      .map((item) => readItem(item, question.item, question.pipeline)),
    ...(next ? { next: encodeCursor(scopeOf(question), next) } : {}),
  }
}

/** Leaves out the items of things that have no state any more. */
async function withState(
  { dynamoDb: client, tableName }: Source,
  pipeline: Pipeline,
  items: readonly JsonObject[],
): Promise<JsonObject[]> {
  const { partitionKey } = tables[pipeline]
  const table = { client, tableName: tableName(pipeline), partitionKey, sleep: setTimeout }
  const keyOf = (item: JsonObject) => stateKey(String(item[partitionKey]))
  const states = await getItems(table, items.map(keyOf), ['withdrawnAt'])
  return items.filter((item) => {
    const state = states.get(keyText(keyOf(item)))
    return state !== undefined && !isWithdrawn(state)
  })
}

/** Reads the state item of a partition; undefined if there is none. */
export async function stateOf<Item>(
  { dynamoDb, tableName, consistentRead = false }: Source,
  { pipeline, of, item }: Question<Item>,
): Promise<Item | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: tableName(pipeline),
      Key: toItem({ [tables[pipeline].partitionKey]: of, [sortKey]: stateRecord }),
      ConsistentRead: consistentRead,
    }),
  )
  const stored = Item && fromItem(Item)
  return stored === undefined || isWithdrawn(stored) ? undefined : readItem(stored, item, pipeline)
}

/** Translates a question into the Query that answers it. */
export function queryOf(
  { tableName, consistentRead }: Pick<Source, 'tableName' | 'consistentRead'>,
  question: Question<unknown>,
  { limit, cursor, order }: Ordered = {},
): PartitionQuery {
  const { pipeline, index, of, sort, triggers } = question
  const { partition, sort: sortName } = keysOf(question)
  return {
    tableName: tableName(pipeline),
    index,
    partition: { name: partition, value: of },
    sort: sort && sortName !== undefined ? { name: sortName, range: sort } : undefined,
    filter: triggers && isOneOf(triggers),
    order,
    limit,
    consistentRead,
    start: cursor === undefined ? undefined : decodeCursor(scopeOf(question), cursor),
  }
}

function isOneOf(triggers: readonly string[]) {
  const values = Object.fromEntries(triggers.map((trigger, n) => [`:trigger${n}`, trigger]))
  return {
    expression: `#trigger IN (${Object.keys(values).join(', ')})`,
    names: { '#trigger': 'trigger' },
    values,
  }
}

/** The names of the key attributes of a question's table or index. */
function keysOf({ pipeline, index }: Question<unknown>): { partition: string; sort: string | undefined } {
  const table = tables[pipeline]
  if (index === undefined) return { partition: table.partitionKey, sort: sortKey }
  const { partitionKey, sortKey: sort } = table.indexes[index] ?? {}
  if (partitionKey === undefined) throw new Error(`The table of ${pipeline} has no index ${index}`)
  return { partition: partitionKey, sort }
}

/** Where the cursors of a question are valid. */
export function scopeOf(question: Question<unknown>): CursorScope {
  const { pipeline, index = '', of } = question
  const { partition, sort = partition } = keysOf(question)
  return {
    place: `${pipeline}.${index}`,
    names: [...new Set([tables[pipeline].partitionKey, sortKey, partition, sort])],
    partition: { name: partition, value: of },
  }
}

/**
 * Yields all items of an answer, page after page.
 *
 * @param ask asks for one page, such as `(cursor) => client.conversations.events(id, { cursor })`
 */
export async function* everyItem<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let cursor: string | undefined
  do {
    const { items, next } = await ask(cursor)
    yield* items
    cursor = next
  } while (cursor !== undefined)
}

import { GetItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type * as v from 'valibot'
import { sortKey, stateRecord } from '../dynamodb/table.ts'
import type { Pipeline } from '../runtime/names.ts'
import { tables } from '../tables.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import { readItem } from './item.ts'
import type { Source } from './source.ts'

/** How much of an answer is wanted, and from where on. */
export type Paging = {
  /** So many items at the most; as many as fit into 1 MB where it is not given. */
  limit?: number | undefined
  /** The `next` of the page before. */
  cursor?: string | undefined
}
export type Ordered = Paging & { order?: Order | undefined }
export type Order = 'oldest' | 'newest'

/** A part of an answer. `next` is absent after the last page; a last page can be empty. */
export type Page<Item> = { items: Item[]; next?: string }

/** What is asked of one partition of a table or an index: one Query. */
export type Question<Item> = {
  pipeline: Pipeline
  index?: string
  /** The value of the partition key. */
  of: string
  sort?: SortRange
  /** Events of these triggers alone. DynamoDB reads the others all the same, so that pages can be short. */
  triggers?: readonly string[] | undefined
  item: v.GenericSchema<unknown, Item>
}

/** Both ends belong to it. */
export type SortRange = { from: string; to: string } | { prefix: string }

/** @throws InvalidCursorError when the cursor is not one of this question */
export async function ask<Item>(
  source: Source,
  question: Question<Item>,
  paging: Ordered = {},
): Promise<Page<Item>> {
  const input = queryInput(source, question, paging)
  const { Items = [], LastEvaluatedKey } = await source.dynamoDb.send(new QueryCommand(input))
  return {
    items: Items.map((item) => readItem(item, question.item, question.pipeline)),
    ...(LastEvaluatedKey ? { next: encodeCursor(scopeOf(question), LastEvaluatedKey) } : {}),
  }
}

/** The state item of a partition; undefined where there is none. */
export async function stateOf<Item>(
  { dynamoDb, tableName, consistentRead = false }: Source,
  { pipeline, of, item }: Question<Item>,
): Promise<Item | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: tableName(pipeline),
      Key: { [tables[pipeline].partitionKey]: { S: of }, [sortKey]: { S: stateRecord } },
      ConsistentRead: consistentRead,
    }),
  )
  return Item && readItem(Item, item, pipeline)
}

export function queryInput(
  { tableName, consistentRead = false }: Pick<Source, 'tableName' | 'consistentRead'>,
  question: Question<unknown>,
  { limit, cursor, order = 'oldest' }: Ordered = {},
): QueryCommandInput {
  const { pipeline, index, of, sort, triggers } = question
  const { partition, sort: sortName } = keysOf(question)
  const names: Record<string, string> = { '#partition': partition }
  const values: Record<string, { S: string }> = { ':partition': { S: of } }
  const conditions = ['#partition = :partition']
  if (sort !== undefined && sortName !== undefined) {
    names['#sort'] = sortName
    if ('prefix' in sort) {
      conditions.push('begins_with(#sort, :prefix)')
      values[':prefix'] = { S: sort.prefix }
    } else {
      conditions.push('#sort BETWEEN :from AND :to')
      values[':from'] = { S: sort.from }
      values[':to'] = { S: sort.to }
    }
  }
  if (triggers !== undefined) names['#trigger'] = 'trigger'
  for (const [n, trigger] of (triggers ?? []).entries()) values[`:trigger${n}`] = { S: trigger }
  return {
    TableName: tableName(pipeline),
    ...(index === undefined ? { ConsistentRead: consistentRead } : { IndexName: index }),
    KeyConditionExpression: conditions.join(' AND '),
    ...(triggers
      ? { FilterExpression: `#trigger IN (${triggers.map((_, n) => `:trigger${n}`).join(', ')})` }
      : {}),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ScanIndexForward: order === 'oldest',
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(cursor === undefined ? {} : { ExclusiveStartKey: decodeCursor(scopeOf(question), cursor) }),
  }
}

/** The names of the keys that a question is put by. */
function keysOf({ pipeline, index }: Question<unknown>): { partition: string; sort: string | undefined } {
  const table = tables[pipeline]
  if (index === undefined) return { partition: table.partitionKey, sort: sortKey }
  const { partitionKey, sortKey: sort } = table.indexes[index] ?? {}
  if (partitionKey === undefined) throw new Error(`The table of ${pipeline} has no index ${index}`)
  return { partition: partitionKey, sort }
}

/** What the cursors of a question are good for. */
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
 * All items of an answer, page after page.
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

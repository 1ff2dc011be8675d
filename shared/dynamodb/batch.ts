import { BatchGetItemCommand, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../commbox/json.ts'
import { chunks } from '../runtime/in-order.ts'
import { fromItem, toItem } from './attribute-values.ts'
import { type Key, keyText, marshalledKey, type Table } from './database.ts'
import { sortKey } from './table.ts'

/** DynamoDB's limits for one request. */
const mostGets = 100
const mostWrites = 25

/** How often the rest of a batch is tried again. */
const attempts = 8

/** Thrown where DynamoDB left a part of a batch undone, however often it was asked. */
export class UnprocessedError extends Error {
  override name = 'UnprocessedError'
}

/** Waits between attempts: any time up to a limit that doubles, so that consumers do not meet again. */
export async function backOff(database: Pick<Table, 'sleep'>, attempt: number): Promise<void> {
  await database.sleep(Math.random() * Math.min(2000, 25 * 2 ** attempt))
}

/**
 * Reads the items that exist of these keys, each once and as it is at this moment: what was withdrawn or erased must
 * be seen.
 *
 * @param attributes which to read beside the keys; all of them by default
 * @throws UnprocessedError where DynamoDB keeps leaving keys out
 */
export async function getItems(
  database: Table,
  keys: readonly Key[],
  attributes?: readonly string[],
): Promise<Map<string, JsonObject>> {
  const projection = attributes && projectionInput([database.partitionKey, sortKey, ...attributes])
  const found = new Map<string, JsonObject>()
  const unique = [...new Map(keys.map((key) => [keyText(key), key])).values()]
  for (const chunk of chunks(unique, mostGets)) {
    let wanted = chunk.map((key) => marshalledKey(database, key))
    for (let attempt = 0; wanted.length > 0; attempt += 1) {
      if (attempt === attempts) throw new UnprocessedError('BatchGetItem left keys unread')
      if (attempt > 0) await backOff(database, attempt)
      const { tableName } = database
      const answer = await database.client.send(
        new BatchGetItemCommand({
          RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: true, ...projection } },
        }),
      )
      for (const item of answer.Responses?.[tableName] ?? []) {
        const read = fromItem(item)
        found.set(keyText({ key: String(read[database.partitionKey]), record: String(read[sortKey]) }), read)
      }
      wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? []
    }
  }
  return found
}

/** Which attributes to read, by aliases: `day`, `status` and others are reserved words. */
export function projectionInput(attributes: readonly string[]) {
  const aliases = attributes.map((name) => [`#a_${name}`, name] as const)
  return {
    ProjectionExpression: aliases.map(([alias]) => alias).join(', '),
    ExpressionAttributeNames: Object.fromEntries(aliases),
  }
}

/**
 * Writes items, each whole or not at all, and removes others.
 *
 * @throws UnprocessedError if DynamoDB keeps leaving some out; the others are written
 */
export async function putItems(
  database: Table,
  items: readonly JsonObject[],
  removed: readonly Key[] = [],
): Promise<void> {
  const requests: WriteRequest[] = [
    ...items.map((item) => ({ PutRequest: { Item: toItem(item) } })),
    ...removed.map((key) => ({ DeleteRequest: { Key: marshalledKey(database, key) } })),
  ]
  for (const chunk of chunks(requests, mostWrites)) {
    let wanted = chunk
    for (let attempt = 0; wanted.length > 0; attempt += 1) {
      if (attempt === attempts) throw new UnprocessedError('BatchWriteItem left items unwritten')
      if (attempt > 0) await backOff(database, attempt)
      const { tableName } = database
      const answer = await database.client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: wanted } }),
      )
      wanted = answer.UnprocessedItems?.[tableName] ?? []
    }
  }
}

import type { Table } from '../../../shared/dynamodb/database.ts'
import { queryPage, scanPages } from '../../../shared/dynamodb/query.ts'
import type { Position } from '../../../shared/dynamodb/request.ts'

/** The partition keys that were found on one page; `next` is absent from the last. */
export type KeyPage = { keys: string[]; next?: Position }

/** Items on a page, and so how many states at most are rebuilt twice after an interruption. */
const pageSize = 100

/**
 * Reads every partition key of a table, page by page. DynamoDB returns all items of a key one after the other, so that
 * a key is found once, however many items and pages it has.
 *
 * @param start where an earlier scan stopped; the key at which it stopped is not repeated
 */
export async function* keyPages(table: Table, start: Position | undefined): AsyncGenerator<KeyPage> {
  const { client, tableName, partitionKey } = table
  let last = start?.[partitionKey]
  for await (const { items, next } of scanPages(client, {
    tableName,
    attributes: [partitionKey],
    limit: pageSize,
    start,
  })) {
    const keys: string[] = []
    for (const item of items) {
      const key = String(item[partitionKey])
      if (key !== last) keys.push(key)
      last = key
    }
    yield { keys, ...(next ? { next } : {}) }
  }
}

/** Whether anything is stored under a key. */
export async function isStored({ client, tableName, partitionKey }: Table, key: string): Promise<boolean> {
  const partition = { name: partitionKey, value: key }
  const { items } = await queryPage(client, { tableName, partition, limit: 1 })
  return items.length > 0
}

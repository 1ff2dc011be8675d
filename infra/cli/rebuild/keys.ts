import { type AttributeValue, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Table } from '../../../shared/dynamodb/database.ts'

/** Where a scan stands: the key of the last item that it has read. */
export type Position = Record<string, AttributeValue>

/** The partition keys that were found on one page; `next` is absent from the last. */
export type Page = { keys: string[]; next?: Position }

/** Items on a page: what is done again, at the most, when a rebuild was stopped and goes on. */
const pageSize = 100

/**
 * Every partition key of a table, page by page. DynamoDB reads all items of a key one after the other, so that a key
 * comes once, however many items and pages it has.
 *
 * @param start where an earlier scan stood; the key that it stood at is not given again
 */
export async function* keysOf(table: Table, start?: Position): AsyncGenerator<Page> {
  const { client, tableName, partitionKey } = table
  let position = start
  let last = start?.[partitionKey]?.S
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: tableName,
        Limit: pageSize,
        ProjectionExpression: '#key',
        ExpressionAttributeNames: { '#key': partitionKey },
        ...(position ? { ExclusiveStartKey: position } : {}),
      }),
    )
    const keys: string[] = []
    for (const item of Items) {
      const key = item[partitionKey]?.S
      if (key === undefined || key === last) continue
      keys.push(key)
      last = key
    }
    position = LastEvaluatedKey
    yield { keys, ...(position ? { next: position } : {}) }
  } while (position)
}

/** Whether anything is stored under a key. */
export async function isThere({ client, tableName, partitionKey }: Table, key: string): Promise<boolean> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      Limit: 1,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': partitionKey },
      ExpressionAttributeValues: { ':key': { S: key } },
    }),
  )
  return Items.length > 0
}

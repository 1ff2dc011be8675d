import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../commbox/json.ts'
import { fromItem, toItem } from './attribute-values.ts'
import { sortKey } from './table.ts'

/** Where a table is, and how to wait. */
export type Table = {
  client: DynamoDBClient
  tableName: string
  partitionKey: string
  /** Waits for so many milliseconds. */
  sleep(milliseconds: number): Promise<void>
}

/** The key of an item. */
export type Key = { key: string; record: string }

/** A key as one text, for maps and sets. */
export function keyText({ key, record }: Key): string {
  return `${key}\n${record}`
}

/** So many requests are sent at once: the SDK has as many connections. */
export const requestsAtOnce = 50

/** Reads one item, as it is at this moment. */
export async function getItem(database: Table, key: Key): Promise<JsonObject | undefined> {
  const { client, tableName } = database
  const input = { TableName: tableName, Key: marshalledKey(database, key), ConsistentRead: true }
  const { Item } = await client.send(new GetItemCommand(input))
  return Item && fromItem(Item)
}

/** A condition on the item that a write would replace. */
export type Condition = {
  expression: string
  names?: Record<string, string>
  values?: JsonObject
}

/** There is no item yet. (`record` is one of the words that DynamoDB wants aliased.) */
export const isFirst: Condition = {
  expression: 'attribute_not_exists(#record)',
  names: { '#record': sortKey },
}

/** There is no item yet, or the item was replayed and came back. */
export const isFirstOrReplayed: Condition = {
  expression: 'attribute_not_exists(#record) OR attribute_exists(replayedAt)',
  names: { '#record': sortKey },
}

/**
 * Writes an item where the condition holds.
 *
 * @returns `written`, or the item that is there instead
 */
export async function putIf(
  database: Table,
  item: JsonObject,
  condition: Condition,
): Promise<'written' | JsonObject> {
  try {
    await database.client.send(
      new PutItemCommand({
        TableName: database.tableName,
        Item: toItem(item),
        ...conditionInput(condition),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return 'written'
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    if (error.Item) return fromItem(error.Item)
    // An emulator that returns no item, or one that was deleted in between.
    const key = { key: String(item[database.partitionKey]), record: String(item[sortKey]) }
    return (await getItem(database, key)) ?? {}
  }
}

/** Removes an item, if it is there and the condition holds. @returns whether the condition held */
export async function deleteItem(database: Table, key: Key, condition?: Condition): Promise<boolean> {
  try {
    await database.client.send(
      new DeleteItemCommand({
        TableName: database.tableName,
        Key: marshalledKey(database, key),
        ...(condition ? conditionInput(condition) : {}),
      }),
    )
    return true
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return false
  }
}

function conditionInput({ expression, names, values }: Condition) {
  return {
    ConditionExpression: expression,
    ...(names ? { ExpressionAttributeNames: names } : {}),
    ...(values ? { ExpressionAttributeValues: toItem(values) } : {}),
  }
}

/** A key as DynamoDB takes it. */
export function marshalledKey({ partitionKey }: Table, { key, record }: Key): Record<string, AttributeValue> {
  return { [partitionKey]: { S: key }, [sortKey]: { S: record } }
}

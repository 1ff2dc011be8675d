import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../commbox/json.ts'
import { toItem } from '../dynamodb/attribute-values.ts'
import type { Key, Table } from '../dynamodb/database.ts'
import { sortKey } from '../dynamodb/table.ts'
import type { Why } from './replay.ts'

/*
 * A row is marked before its delivery is sent, and again after it was sent. In between it has `replayedAt`, so that
 * a consumer that cannot store the delivery can put it back into the row, and `replaying`, which says that it may not
 * have been sent. A replay that ends half way can therefore be repeated.
 */

/** Whether a row was replayed: it is marked as replayed, and not as being replayed. */
export function isReplayed({ replayedAt, replaying }: JsonObject): boolean {
  return replayedAt !== undefined && replaying === undefined
}

/** Marks a row that is about to be sent. Returns false if it is gone, or was replayed and `isAgain` is not set. */
export function claim(table: Table, key: Key, at: string, token: string, isAgain: boolean): Promise<boolean> {
  return update(table, key, {
    set: 'SET replayedAt = :at, replaying = :token',
    condition: isAgain ? isThere : `${isThere} AND ${isOpen}`,
    names: { '#record': sortKey },
    values: { ':at': at, ':token': token },
  })
}

/** Marks a row that was sent. Returns false if it is no longer claimed by this token. */
export function settle(table: Table, key: Key, token: string): Promise<boolean> {
  return update(table, key, {
    set: 'REMOVE replaying',
    condition: isClaimed,
    values: { ':token': token },
  })
}

/** Removes a claim whose delivery was not sent. */
export function release(
  table: Table,
  key: Key,
  token: string,
  replayedAt: string | undefined,
): Promise<boolean> {
  return update(table, key, {
    set: replayedAt ? 'SET replayedAt = :before REMOVE replaying' : 'REMOVE replaying, replayedAt',
    condition: isClaimed,
    values: { ':token': token, ...(replayedAt ? { ':before': replayedAt } : {}) },
  })
}

const isClaimed = 'replaying = :token'
const isThere = 'attribute_exists(#record)'
const isOpen = '(attribute_not_exists(replayedAt) OR attribute_exists(replaying))'

/** Records why a delivery still cannot be stored. Returns false if the row was replayed, and then changes nothing. */
export function keep(table: Table, key: Key, why: Why): Promise<boolean> {
  const { reason, issues } = why
  const names = (['entity', 'trigger', 'brand'] as const).filter((name) => why[name] !== undefined)
  return update(table, key, {
    set: `SET #reason = :reason, issues = :issues, reasonRecord = :reasonRecord${names
      .map((name) => `, #${name} = :${name}`)
      .join('')} REMOVE replaying, replayedAt`,
    condition: `${isThere} AND ${isOpen}`,
    names: {
      '#record': sortKey,
      '#reason': 'reason',
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    values: {
      ':reason': reason,
      ':issues': issues,
      ':reasonRecord': `${reason}#${key.record}`,
      ...Object.fromEntries(names.map((name) => [`:${name}`, why[name] ?? ''])),
    },
  })
}

type Update = { set: string; condition: string; names?: Record<string, string>; values: JsonObject }

/** Changes an item if the condition holds. Returns whether it does. */
async function update(table: Table, key: Key, { set, condition, names, values }: Update): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.tableName,
        Key: toItem({ [table.partitionKey]: key.key, [sortKey]: key.record }),
        UpdateExpression: set,
        ConditionExpression: condition,
        ...(names ? { ExpressionAttributeNames: names } : {}),
        ExpressionAttributeValues: toItem(values),
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { type Condition, deleteItem, type Key, putIf, requestsAtOnce } from '../dynamodb/database.ts'
import { queryItems } from '../dynamodb/query.ts'
import { sortKey, stateRecord, ttlAttribute } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import { expiry } from '../events/event-item.ts'
import { emptyState } from '../events/register.ts'
import { erasedIn, stateItem } from '../events/state.ts'
import { all } from '../runtime/in-order.ts'
import type { Pipeline } from '../runtime/names.ts'
import type { Database } from './database.ts'
import { removeIndexItem } from './index-items.ts'
import { rebuildState } from './rebuild-state.ts'
import { isUnchanged } from './states.ts'
import { isWithdrawn } from './stored-event.ts'

/** The attributes that decide what is left over. */
export const pruneAttributes = [
  ...[sortKey, ttlAttribute, 'version', 'withdrawnAt'],
  ...['updatedAt', 'revision', 'erasedAt', 'textsErasedAt'],
]

/**
 * Whether an item has expired, at a time in seconds since 1970. DynamoDB deletes it within days, and never if it
 * expired more than five years ago:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
export function isExpired(
  { stateRetentionDays }: Pick<Database, 'stateRetentionDays'>,
  item: JsonObject,
  now: number,
): boolean {
  const { [ttlAttribute]: expiresAt, updatedAt } = item
  if (typeof expiresAt === 'number') return expiresAt < now
  // The state of a thing that was erased has no expiry: its stub must stay when what came later goes.
  const isOfErased = erasedIn(item).erased !== undefined && typeof updatedAt === 'string'
  return isOfErased && (expiry(updatedAt, stateRetentionDays) ?? now) < now
}

/** Deletes items that have expired, unless they were written again since. Of an erased thing a stub is left. */
export async function deleteExpired(
  database: Database,
  entity: Pipeline,
  items: readonly JsonObject[],
  now: number,
): Promise<void> {
  const stillExpired: Condition = {
    expression: '#expiresAt < :now',
    names: { '#expiresAt': ttlAttribute },
    values: { ':now': now },
  }
  await all(items, requestsAtOnce, async (item) => {
    if (entity === 'Quarantine' || item[ttlAttribute] !== undefined)
      return await deleteItem(database, keyOf(database, item), stillExpired)
    const stub = { ...emptyState(keyOf(database, item).key), ...erasedIn(item) }
    return await putIf(database, stateItem(stub, definitions[entity].layout), isUnchanged(item))
  })
}

/** Whether an item finds a thing by something else than its id: such an item does not expire. */
export function isIndexItem({ [sortKey]: record }: JsonObject): boolean {
  return /^(tag|contact)#/.test(String(record))
}

/** Whether an item is a state or an event, which has not expired and was not withdrawn. */
export function isAlive(database: Database, item: JsonObject, now: number): boolean {
  const record = String(item[sortKey])
  const isStateOrEvent = record === stateRecord || record.startsWith('event#')
  return isStateOrEvent && !isWithdrawn(item) && !isExpired(database, item, now)
}

/**
 * Removes the index items of a thing that has neither a state nor an event any more. Safe while webhooks come in: if
 * an event is stored meanwhile, what was removed too much is written again.
 *
 * @param isDry whether nothing is removed
 * @returns how many are left over
 */
export async function pruneIndexItems(
  database: Database,
  entity: Entity,
  key: string,
  now: number,
  isDry: boolean,
): Promise<number> {
  const leftOver: JsonObject[] = []
  for await (const item of itemsOf(database, key)) {
    if (isAlive(database, item, now)) return 0
    if (isIndexItem(item)) leftOver.push(item)
  }
  if (isDry) return leftOver.length
  await all(leftOver, requestsAtOnce, (item) => removeIndexItem(database, item))
  // A consumer writes its event before it looks for index items.
  for await (const item of itemsOf(database, key)) {
    if (!isAlive(database, item, now)) continue
    await rebuildState(database, entity, key)
    break
  }
  return leftOver.length
}

function itemsOf({ client, tableName, partitionKey }: Database, value: string): AsyncGenerator<JsonObject> {
  const attributes = [partitionKey, ...pruneAttributes]
  return queryItems(client, {
    tableName,
    attributes,
    partition: { name: partitionKey, value },
    consistentRead: true,
  })
}

function keyOf({ partitionKey }: Database, item: JsonObject): Key {
  return { key: String(item[partitionKey]), record: String(item[sortKey]) }
}

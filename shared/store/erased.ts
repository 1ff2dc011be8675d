import * as v from 'valibot'
import { isObject, type JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { id, unpacked } from '../commbox/values.ts'
import type { Key } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { hasTexts } from '../entities/skeleton.ts'
import { mostAhead } from '../events/delivery.ts'
import type { Event } from '../events/event.ts'
import { eventItem } from '../events/event-item.ts'
import { erasedIn } from '../events/state.ts'
import { later } from '../events/version.ts'
import type { Database } from './database.ts'
import { stateKey } from './states.ts'
import { stubOf } from './stored-event.ts'

/*
 * What was erased is known by the time in a state: that of the thing, and that of the partition `user#<id>` for a user
 * who was erased from the things of a table. Both have CommBox's ids only.
 */

/** The partition of a user in the tables of other things. */
export function userKey(userId: string): string {
  return `user#${userId}`
}

/** The keys of the states that say whether an event was erased: its thing's, and those of the users in its payload. */
export function subjectKeys({ key, payload }: Pick<Event, 'key' | 'payload'>): Key[] {
  return [key, ...usersIn(payload).map(userKey)].map(stateKey)
}

/** A message names a few users; of more than these in a payload nobody is looked up. */
const mostUsers = 20

/** The ids of the users whom a payload names, of the first at most. User 0 is the system. */
export function usersIn(payload: JsonObject): string[] {
  const ids = new Set<string>()
  const visit = (value: unknown, name: string): void => {
    if (ids.size === mostUsers) return
    const whole = unpacked(value)
    if (Array.isArray(whole)) for (const each of whole) visit(each, name)
    if (!isObject(whole)) return
    const userId = name === 'User' ? v.parse(id, whole.Id ?? whole.id) : undefined
    if (userId) ids.add(userId)
    for (const [member, inner] of Object.entries(whole)) visit(inner, member)
  }
  visit(payload, '')
  return [...ids]
}

/**
 * What an erasure of its thing, its text or a user in it means for an event: `erased` if it occurred, or was received,
 * before. `contested` if another delivery of it can have been received before: the consumer of that one leaves a stub.
 *
 * @param states the states under `subjectKeys`
 */
export function erasureOf(
  entity: Entity,
  event: Event,
  [own, ...users]: readonly (JsonObject | undefined)[],
): 'erased' | 'contested' | 'none' {
  const { occurredAt, delivery, identity, needsFirstReceipt } = event
  const { list } = definitions[entity].triggers[delivery.trigger] ?? {}
  const { all, texts } = own ? (erasedIn(own).erased ?? {}) : {}
  const times = [
    all,
    texts !== undefined && hasTexts(event.payload, list) ? texts : undefined,
    ...users.map((user) => user && erasedIn(user).erased?.all),
  ].filter((time) => time !== undefined)
  if (times.some((time) => occurredAt <= time || delivery.receivedAt <= time)) return 'erased'
  // Of an event without CommBox's time, the receipts say when it was received first.
  const canComeAgain = identity !== 'delivery' && !needsFirstReceipt
  return canComeAgain && times.some((time) => occurredAt <= later(time, mostAhead)) ? 'contested' : 'none'
}

/**
 * Whether an event is dated after its receipt. If it was received before an erasure it needs a stub of its own: another
 * delivery of it, or a version that it gave, looks like later contact.
 */
export function isAhead({ occurredAt, delivery }: Pick<Event, 'occurredAt' | 'delivery'>): boolean {
  return occurredAt > delivery.receivedAt
}

/** The stub of an event that was erased before it was stored. */
export function erasedStub(database: Database, event: Event): JsonObject {
  const now = event.delivery.receivedAt
  return stubOf(database, event.key, eventItem(event, database.partitionKey), { now, reason: 'erased' })
}

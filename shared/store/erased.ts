import * as v from 'valibot'
import { isObject, type JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { id, unpacked } from '../commbox/values.ts'
import type { Key } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { skeletonOf } from '../entities/skeleton.ts'
import type { Event } from '../events/event.ts'
import { eventItem } from '../events/event-item.ts'
import { exactForm } from '../events/fingerprint.ts'
import { erasedIn } from '../events/state.ts'
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
 * Whether an event occurred, or was first received, before its thing, its text or a user in it was erased.
 *
 * @param states the states under `subjectKeys`
 */
export function isErased(
  entity: Entity,
  event: Event,
  [own, ...users]: readonly (JsonObject | undefined)[],
): boolean {
  const { occurredAt, delivery } = event
  const isUpTo = (time = '') => occurredAt <= time || delivery.receivedAt <= time
  const { all, texts } = own ? (erasedIn(own).erased ?? {}) : {}
  if (isUpTo(all) || (isUpTo(texts) && hasTexts(entity, event))) return true
  return users.some((user) => user && isUpTo(erasedIn(user).erased?.all))
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

function hasTexts(entity: Entity, { payload, delivery }: Event): boolean {
  const { list } = definitions[entity].triggers[delivery.trigger] ?? {}
  return exactForm(skeletonOf(payload, list, () => false)) !== exactForm(payload)
}

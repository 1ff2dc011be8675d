import * as v from 'valibot'
import { isObject, type JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { id, unpacked } from '../commbox/values.ts'
import { getItems, type Key, type Table } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { skeletonOf } from '../entities/skeleton.ts'
import type { Event } from '../events/event.ts'
import { eventItem } from '../events/event-item.ts'
import { exactForm } from '../events/fingerprint.ts'
import type { Erased, State } from '../events/register.ts'
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

/** The ids of the users whom a payload names. User 0 is the system. */
export function usersIn(payload: JsonObject): string[] {
  const ids = new Set<string>()
  const visit = (value: unknown, name: string): void => {
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

/** What erasures reach of a thing, as a rebuild needs to know it. */
export type Erasure = {
  erased: Erased
  /** Whether an event that was erased can have given a version to an index item, or a contact item, of the thing. */
  reaches(version: string, kind: 'index' | 'contact'): boolean
  /** Whether a register that no stored event explains is of an erased event. */
  removes(name: string, version: string, value: unknown): boolean
}

/** Registers that hold what somebody wrote. */
const written = new Set([
  'lastMessageText',
  'summary',
  'description',
  'formUrl',
  'properties',
  'submissionContext',
])

/** Reads what was erased of a thing: as its states say, and of the users whom these name. */
export async function readErasure(database: Table, states: readonly State[]): Promise<Erasure> {
  const erased = latestErased(states.map((state) => state.erased ?? {}))
  const userIds = new Set(states.flatMap(usersOf))
  const stubs = await getItems(
    database,
    [...userIds].map((userId) => stateKey(userKey(userId))),
  )
  const users = new Map(
    [...stubs.values()].map((stub) => [
      String(stub[database.partitionKey]),
      erasedIn(stub).erased?.all ?? '',
    ]),
  )
  const ofUsers = [...users.values()].reduce(latest, '')
  const ofAll = erased.all ?? ''
  return {
    erased,
    reaches: (version, kind) => isUpTo(version, kind === 'contact' ? latest(ofAll, ofUsers) : ofAll),
    removes: (name, version, value) => {
      if (isUpTo(version, ofAll)) return true
      if (written.has(name)) return isUpTo(version, latest(erased.texts ?? '', ofUsers))
      const userId = userIn(name, value)
      return userId !== undefined && isUpTo(version, users.get(userKey(userId)) ?? '')
    },
  }
}

/** The times up to which most was erased. */
export function latestErased(all: readonly Erased[]): Erased {
  const [ofAll, texts] = (['all', 'texts'] as const).map((kind) =>
    all.map((erased) => erased[kind] ?? '').reduce(latest, ''),
  )
  return { ...(ofAll ? { all: ofAll } : {}), ...(texts ? { texts } : {}) }
}

function usersOf({ versions, values }: State): string[] {
  return Object.keys(versions).flatMap((name) => userIn(name, values[name]) ?? [])
}

/** The user whom a register is about: `customers.<id>.name`, `customerId`, `userId`. */
function userIn(name: string, value: unknown): string | undefined {
  const [kind, userId] = name.split('.')
  if (kind === 'customers') return userId
  return (name === 'customerId' || name === 'userId') && typeof value === 'string' ? value : undefined
}

/** Whether an event up to a time can have given a version. A redaction counts at the end of its second. */
function isUpTo(version: string, time: string): boolean {
  return time !== '' && version.replace(/^!/, '') < later(time, 1000)
}

function latest(one: string, other: string): string {
  return one > other ? one : other
}

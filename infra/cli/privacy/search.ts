import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { queryItems } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { bodiesOf } from './bodies.ts'
import { type Matched, type Matcher, matcherOf } from './matcher.ts'
import { deadLettersOf } from './messages.ts'
import type { Person } from './person.ts'
import { type Found, kindOf, type Role, type TablePlace } from './place.ts'
import { roleOf } from './role.ts'
import { quarantinedOf, scanned } from './scan.ts'
import type { Stores } from './stores.ts'

/** A person, or conversations whatever takes part in them. */
export type Subject = { person: Person } | { objectIds: readonly string[] }

export type SearchOptions = {
  /** Whether everything is read, or only what the indexes name. */
  isFull: boolean
  /** How many items the tables have that are read whole, about. */
  sizes: ReadonlyMap<Pipeline, number>
  /** Shows how far it is. */
  show(text: string): void
  /** Says what could not be read. */
  warn(text: string): void
  /** Ends the search early: what was not read is not found. */
  signal: AbortSignal
}

/** What is known while a search goes on. */
export type Scope = {
  matcher: Matcher
  userIds: ReadonlySet<string>
  /** The conversations that were found, and what each is to the person. */
  roles: Map<string, Role>
}

/** The tables whose things are conversations. */
export const conversationEntities = ['Object', 'Satisfaction', 'Form', 'Chat'] as const satisfies Entity[]

/**
 * Finds everything that the product holds about a person or conversations: items of the tables, rows of quarantine,
 * large bodies with their old versions, dead letters. Nothing is changed. Messages that are on their way are not read:
 * they are in the tables within seconds.
 */
export async function* search(
  stores: Stores,
  subject: Subject,
  options: SearchOptions,
): AsyncGenerator<Found> {
  const person = 'person' in subject ? subject.person : undefined
  const scope: Scope = {
    matcher: person ? matcherOf(person, stores.deployment.defaultCountryCode) : () => [],
    userIds: new Set(person?.userIds),
    roles: new Map(),
  }
  const touched = await touchedKeys(stores, subject, scope, options)
  const objectIds = new Set(conversationEntities.flatMap((entity) => [...(touched.get(entity) ?? [])]))
  const bodyKeys = new Set<string>()
  const note = (found: Found) => {
    if ('item' in found && found.place.bodyKey !== undefined) bodyKeys.add(found.place.bodyKey)
    return found
  }
  for (const entity of ['User', 'Tag'] as const)
    for (const key of touched.get(entity) ?? [])
      for await (const found of ofThing(stores, entity, key, scope)) yield note(found)
  for (const objectId of [...objectIds].sort())
    for await (const found of ofConversation(stores, objectId, scope, person === undefined)) yield note(found)
  if (options.isFull) for await (const found of quarantinedOf(stores, scope, options)) yield note(found)
  yield* bodiesOf(stores, scope, options, bodyKeys)
  yield* deadLettersOf(stores, scope, options)
}

/** The things under which something is: by the indexes, and by reading the tables whole. */
async function touchedKeys(
  stores: Stores,
  subject: Subject,
  scope: Scope,
  options: SearchOptions,
): Promise<Map<Entity, Set<string>>> {
  const touched = new Map<Entity, Set<string>>(entities.map((entity) => [entity, new Set()]))
  const objectIds = 'person' in subject ? subject.person.objectIds : subject.objectIds
  for (const id of objectIds) touched.get('Object')?.add(id)
  for (const id of scope.userIds) touched.get('User')?.add(id)
  if (!('person' in subject) || !options.isFull) return touched
  for (const entity of entities) {
    const { partitionKey } = stores.databaseOf(entity)
    for await (const item of scanned(stores, entity, options))
      if (scope.matcher(JSON.stringify(item)).length > 0) touched.get(entity)?.add(String(item[partitionKey]))
  }
  return touched
}

/** Yields the items of a conversation: all of them if it is the person's own, else those that name the person. */
async function* ofConversation(
  stores: Stores,
  objectId: string,
  scope: Scope,
  isWhole: boolean,
): AsyncGenerator<Found> {
  const parts = await Promise.all(
    conversationEntities.map(
      async (entity) => [entity, await Array.fromAsync(itemsOf(stores, entity, objectId))] as const,
    ),
  )
  const items = parts.flatMap(([, ofEntity]) => ofEntity)
  const role = isWhole ? 'own' : await roleOf(stores.databaseOf('Object'), items, scope.userIds)
  scope.roles.set(objectId, role)
  for (const [entity, ofEntity] of parts) {
    for (const item of ofEntity) {
      const matched = scope.matcher(JSON.stringify(item))
      if (role !== 'own' && matched.length === 0) continue
      yield { place: { ...placeOf(entity, objectId, item, matched), objectId, role }, item }
    }
  }
}

/** Yields the items of a user: all of them if the user is the person; of another user or a tag those that name the person. */
async function* ofThing(
  stores: Stores,
  entity: 'User' | 'Tag',
  key: string,
  { matcher, userIds }: Scope,
): AsyncGenerator<Found> {
  const isWhole = entity === 'User' && userIds.has(key)
  for await (const item of itemsOf(stores, entity, key)) {
    const matched = matcher(JSON.stringify(item))
    const place = placeOf(entity, key, item, matched)
    if (isWhole) yield { place, item }
    else if (matched.length > 0) yield { place: { ...place, role: 'mentioned' }, item }
  }
}

function itemsOf(stores: Stores, entity: Entity, value: string): AsyncGenerator<JsonObject> {
  const { client, tableName, partitionKey: name } = stores.databaseOf(entity)
  return queryItems(client, { tableName, partition: { name, value }, consistentRead: true })
}

function placeOf(pipeline: Entity, key: string, item: JsonObject, matched: Matched[]): TablePlace {
  const { payloadKey, place } = item
  const body = typeof payloadKey === 'string' ? { bodyKey: payloadKey, element: Number(place ?? 0) } : {}
  return {
    store: 'table',
    pipeline,
    key,
    record: String(item[sortKey]),
    kind: kindOf(item),
    matched,
    ...body,
  }
}

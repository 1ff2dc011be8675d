import { type Entity, entities } from '../../../shared/commbox/names.ts'
import { bodiesOf } from './bodies.ts'
import { matcherOf } from './matcher.ts'
import { deadLettersOf } from './messages.ts'
import type { Found } from './place.ts'
import { quarantinedOf, scanned } from './scan.ts'
import { conversationEntities, type Scope, type SearchOptions, type Subject } from './scope.ts'
import type { Stores } from './stores.ts'
import { ofConversation, ofThing } from './things.ts'

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

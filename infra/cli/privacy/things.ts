import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { queryItems } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import type { Matched } from './matcher.ts'
import { type Found, kindOf, type TablePlace } from './place.ts'
import { roleOf } from './role.ts'
import { conversationEntities, type Scope } from './scope.ts'
import type { Stores } from './stores.ts'

/** Yields the items of a conversation: all of them if it is the person's own, else those that name the person. */
export async function* ofConversation(
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
export async function* ofThing(
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

import { type Entity, entities } from '../../../../shared/commbox/names.ts'
import type { Scope as ErasedScope } from '../../../../shared/store/erase.ts'
import { userKey } from '../../../../shared/store/erased.ts'
import type { Matcher } from '../matcher.ts'
import type { Place, Role, TablePlace } from '../place.ts'
import { conversationEntities, type Subject } from '../scope.ts'

/** A thing of a table, and what of it is erased. */
export type Thing = { entity: Entity; key: string; scope: ErasedScope }

/** The states that say so. */
export type Plan = { things: Thing[]; marked: { entity: Entity; key: string }[]; roles: Map<string, Role> }

/**
 * Plans what to erase of the places that were found: own conversations and the person's own user whole; of others what
 * names the person.
 *
 * @param isWhole whether conversations with other customers are erased whole as well
 */
export function planOf(subject: Subject, places: readonly Place[], matcher: Matcher, isWhole: boolean): Plan {
  const inTables = places.filter((place): place is TablePlace => place.store === 'table')
  const roles = new Map(
    inTables.flatMap(({ objectId, role }) => (objectId && role ? [[objectId, role] as const] : [])),
  )
  if ('objectIds' in subject) for (const id of subject.objectIds) roles.set(id, 'own')
  const userIds = 'person' in subject ? subject.person.userIds : []
  const isOf = (value: unknown) => matcher(JSON.stringify(value)).length > 0
  const things = new Map<string, Thing>()
  const add = (entity: Entity, key: string, isAll: boolean) =>
    things.set(`${entity} ${key}`, {
      entity,
      key,
      scope: isAll ? { kind: 'all' } : { kind: 'person', isOf },
    })
  for (const [objectId, role] of roles)
    if (isWholly(role, isWhole)) for (const entity of conversationEntities) add(entity, objectId, true)
  for (const { pipeline, key, objectId, kind } of inTables) {
    if (pipeline === 'Quarantine' || kind === 'stub') continue
    const role = objectId === undefined ? undefined : roles.get(objectId)
    if (role === undefined || !isWholly(role, isWhole)) add(pipeline, key, false)
  }
  // The items of a large body have excerpts, which need not name the person.
  for (const place of places) {
    const entity = place.store === 'bucket' && entities.find((name) => place.key.startsWith(`${name}/`))
    if (entity && place.objectId !== undefined && !things.has(`${entity} ${place.objectId}`))
      add(entity, place.objectId, false)
  }
  // The person's own users come last: by them the others are found if this is interrupted.
  for (const userId of userIds) {
    things.delete(`User ${userId}`)
    add('User', userId, true)
  }
  const whole = [...things.values()].filter(({ scope }) => scope.kind === 'all')
  const users = userIds.flatMap((userId) =>
    conversationEntities.map((entity) => ({ entity, key: userKey(userId) })),
  )
  return { things: [...things.values()], marked: [...whole, ...users], roles }
}

function isWholly(role: Role, isWhole: boolean): boolean {
  return role === 'own' || (isWhole && role === 'shared')
}

/** Plans to blank the texts of conversations. */
export function textsPlan(subject: Subject): Plan {
  const objectIds = 'objectIds' in subject ? subject.objectIds : []
  const marked = objectIds.flatMap((key) => conversationEntities.map((entity) => ({ entity, key })))
  return {
    things: marked.map((each) => ({ ...each, scope: { kind: 'texts' } })),
    marked,
    roles: new Map(objectIds.map((id) => [id, 'own'])),
  }
}

import type { SubjectIds } from '../../../shared/quarantine/ids.ts'
import type { Matched } from './matcher.ts'
import type { Place } from './place.ts'
import type { Scope } from './scope.ts'

/** A number that can be an id; a shorter one is too common. */
const longNumber = /\d{6,38}/g

/** Says why a delivery is the person's, from its text and the ids that it certainly has; undefined if it is not. */
export function about(
  text: string,
  { objectId, userId }: SubjectIds,
  { matcher, userIds, roles }: Scope,
): Pick<Place, 'matched' | 'objectId' | 'role'> | undefined {
  const role = objectId === undefined ? undefined : roles.get(objectId)
  const matched = new Set<Matched>(matcher(text))
  if (userId !== undefined && userIds.has(userId)) matched.add('userId')
  // A body that cannot be read may still name a conversation.
  const words = objectId === undefined ? text.matchAll(longNumber) : []
  if (role === 'own' || [...words].some(([word]) => roles.get(word) === 'own')) matched.add('conversation')
  if (matched.size === 0) return undefined
  return {
    matched: [...matched],
    ...(objectId === undefined ? {} : { objectId, role: role ?? 'mentioned' }),
  }
}

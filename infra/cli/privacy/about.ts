import type { SubjectIds } from '../../../shared/quarantine/ids.ts'
import { conversationMatcher, type Matched } from './matcher.ts'
import type { Place, Role } from './place.ts'
import type { Scope } from './search.ts'

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
  if (role === 'own') matched.add('conversation')
  else if (objectId === undefined) for (const kind of ownConversations(roles)(text)) matched.add(kind)
  if (matched.size === 0) return undefined
  return {
    matched: [...matched],
    ...(objectId === undefined ? {} : { objectId, role: role ?? 'mentioned' }),
  }
}

function ownConversations(roles: ReadonlyMap<string, Role>) {
  return conversationMatcher([...roles].flatMap(([objectId, role]) => (role === 'own' ? [objectId] : [])))
}

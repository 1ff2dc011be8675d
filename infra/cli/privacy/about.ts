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
  const whole = withDecoded(text)
  const matched = new Set<Matched>(matcher(whole))
  if (userId !== undefined && userIds.has(userId)) matched.add('userId')
  // A body that cannot be read may still name a conversation.
  const words = objectId === undefined ? whole.matchAll(longNumber) : []
  if (role === 'own' || [...words].some(([word]) => roles.get(word) === 'own')) matched.add('conversation')
  if (matched.size === 0) return undefined
  return {
    matched: [...matched],
    ...(objectId === undefined ? {} : { objectId, role: role ?? 'mentioned' }),
  }
}

/** A text, and what is in it in base64: so a body is kept that is no text in a charset that it declares. */
function withDecoded(text: string): string {
  const runs = text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)
  return [text, ...[...runs].map(([run]) => Buffer.from(run, 'base64').toString())].join('\n')
}

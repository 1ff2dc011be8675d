import type { JsonObject } from '../commbox/json.ts'
import { withoutUnset } from '../events/event-item.ts'
import { exactForm } from '../events/fingerprint.ts'

/** The attributes of a conversation's state whose changes the bus gets, by what they are about. */
const watched = {
  status: ['statusId', 'status'],
  agent: ['assigned', 'managerId'],
  channel: ['streamId', 'subStreamId'],
  tags: ['tagIds'],
} as const

type Aspect = keyof typeof watched
/** What of a conversation can change. */
export const aspects: readonly Aspect[] = ['status', 'agent', 'channel', 'tags']

/**
 * Compares two states of a conversation.
 *
 * @returns what differs, and all watched attributes before and after; undefined if none differs, or if the state was
 *   changed by an erasure
 */
export function changeIn(before: JsonObject, after: JsonObject) {
  const isErasure = before.erasedAt !== after.erasedAt || before.textsErasedAt !== after.textsErasedAt
  if (isErasure) return undefined
  const changed = aspects.filter((aspect) =>
    watched[aspect].some((name) => exactForm(before[name] ?? null) !== exactForm(after[name] ?? null)),
  )
  return changed.length === 0 ? undefined : { changed, before: shown(before), after: shown(after) }
}

function shown(state: JsonObject): JsonObject {
  const names = aspects.flatMap((aspect) => watched[aspect])
  return withoutUnset(Object.fromEntries(names.map((name) => [name, state[name]])))
}

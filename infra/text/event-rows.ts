import type { JsonObject } from '../../shared/commbox/json.ts'
import { eventText } from './event-text.ts'
import { oneLine } from './one-line.ts'
import { longest, timeText } from './value-text.ts'

/** Events that are shown as one. */
type Group = {
  events: JsonObject[]
  /** `same`: CommBox's id says that they are one; `alike`: without ids, equal, and next to each other. */
  kind: 'same' | 'alike'
}

/** Describes events in rows of four cells, in time order: time, what happened, who did it, content. */
export function eventRows(events: readonly JsonObject[], state: JsonObject | undefined): string[][] {
  return groupsOf(events).map(({ events: members, kind }) => {
    const texts = members.map((event) => eventText(event, state))
    const [first, last] = [timeOf(members[0]), timeOf(members.at(-1))]
    const what = [...new Set(texts.map((text) => text.what))].join(', ')
    const isRepeated = kind === 'alike' && members.length > 1
    const count =
      members.length === 1 ? '' : isRepeated ? ` ×${members.length}` : ` (received ${members.length}×)`
    const until = isRepeated && last !== first ? ` (until ${last})` : ''
    return [
      first,
      `${what}${count}`,
      longest(texts.map(({ who }) => who)),
      oneLine(`${longest(texts.map(({ text }) => text))}${until}`),
    ]
  })
}

/** Groups the events that are shown as one, each group at the place of its first event. */
export function groupsOf(events: readonly JsonObject[]): Group[] {
  const groups: Group[] = []
  const own = new Map<string, Group>()
  for (const event of events) {
    const identity = identityOf(event)
    const last = groups.at(-1)
    const known = identity === undefined ? (looksLike(last, event) ? last : undefined) : own.get(identity)
    if (known) {
      known.events.push(event)
      continue
    }
    const group: Group = { events: [event], kind: identity === undefined ? 'alike' : 'same' }
    groups.push(group)
    if (identity !== undefined) own.set(identity, group)
  }
  return groups
}

/** CommBox's own id of an activity or a message. */
function identityOf({ activityId, messageId }: JsonObject): string | undefined {
  if (typeof activityId === 'string') return `activity ${activityId}`
  return typeof messageId === 'string' ? `message ${messageId}` : undefined
}

/** Whether an event without an id of CommBox's has the same content as the one just before it. */
function looksLike(group: Group | undefined, event: JsonObject): boolean {
  const before = group?.events.at(-1)
  if (group?.kind !== 'alike' || before === undefined) return false
  return isAnonymous(event) && isAnonymous(before) && before.fingerprint === event.fingerprint
}

function isAnonymous({ eventId, fingerprint }: JsonObject): boolean {
  return typeof fingerprint === 'string' && !String(eventId).endsWith(`.${fingerprint}`)
}

function timeOf(event: JsonObject | undefined): string {
  return timeText(String(event?.occurredAt ?? ''))
}

import type { JsonObject } from '../../shared/commbox/json.ts'
import { oneLine } from '../cli/terminal/columns.ts'
import { type EventText, eventText } from './event-text.ts'
import { timeText } from './state-text.ts'

/** Events that people read as one. */
type Group = {
  events: JsonObject[]
  /** `told`: one thing, told more than once; `repeated`: things that look alike and follow each other. */
  kind: 'told' | 'repeated'
}

/** Lines of four columns, in time order: time, what happened, who did it, what it says. */
export function eventLines(events: readonly JsonObject[], state: JsonObject | undefined): string[][] {
  return groupsOf(events).map(({ events: members, kind }) => {
    const texts = members.map((event) => eventText(event, state))
    const [first, last] = [timeOf(members[0]), timeOf(members.at(-1))]
    const what = [...new Set(texts.map((text) => text.what))].join(', ')
    const isRepeated = kind === 'repeated' && members.length > 1
    const count =
      members.length === 1 ? '' : isRepeated ? ` ×${members.length}` : ` (told ${members.length}×)`
    const until = isRepeated && last !== first ? ` (until ${last})` : ''
    return [first, `${what}${count}`, fullest(texts, 'who'), oneLine(`${fullest(texts, 'text')}${until}`)]
  })
}

/** Each event with those that are read as one with it, at the place of the first. */
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
    const group: Group = { events: [event], kind: identity === undefined ? 'repeated' : 'told' }
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

/** Whether an event that has no identity but its delivery's says the same as the one just before it. */
function looksLike(group: Group | undefined, event: JsonObject): boolean {
  const before = group?.events.at(-1)
  if (group?.kind !== 'repeated' || before === undefined) return false
  return isAnonymous(event) && isAnonymous(before) && before.fingerprint === event.fingerprint
}

function isAnonymous({ eventId, fingerprint }: JsonObject): boolean {
  return typeof fingerprint === 'string' && !String(eventId).endsWith(`.${fingerprint}`)
}

function timeOf(event: JsonObject | undefined): string {
  return timeText(String(event?.occurredAt ?? ''))
}

/** Of several drafts the one that says most. */
function fullest(texts: readonly EventText[], field: 'who' | 'text'): string {
  return texts.map((text) => text[field]).reduce((a, b) => (b.length > a.length ? b : a), '')
}

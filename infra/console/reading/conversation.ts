import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { stateRecord } from '../../../shared/dynamodb/table.ts'
import { versionOf } from '../../../shared/events/register.ts'
import { groupsOf } from '../../text/event-lines.ts'
import { eventText } from '../../text/event-text.ts'
import { text } from './names.ts'
import { latestIn, type Source } from './source.ts'

/** Something that happened in a conversation; what people read as one is one. */
export type Entry = {
  id: string
  /** ISO 8601 UTC. */
  at: string
  isMessage: boolean
  /** Who wrote a message, where that is known. */
  from?: 'customer' | 'manager'
  what: string
  /** `customer`, `system`, `agent <id>`, or nothing. */
  who: string
  text: string
  /** How often it was told, or happened in a row. */
  times: number
}

export type Conversation = { id: string; state: JsonObject | undefined; entries: Entry[]; isCut: boolean }

/** How many events of a conversation are shown. */
export const mostEvents = 200

/** The tables that know of a conversation by its id. */
const told = ['Object', 'Satisfaction', 'Form', 'Chat'] as const

/** A conversation and the latest of all that happened in it, in time order; undefined where there is nothing. */
export async function readConversation(source: Source, id: string): Promise<Conversation | undefined> {
  const [states, ...lists] = await Promise.all([
    latestIn(source, 'Object', { key: id, prefix: stateRecord }, 1),
    ...told.map((entity) => latestIn(source, entity, { key: id, prefix: 'event#' }, mostEvents)),
  ])
  const entityOf = new Map(
    told.flatMap((entity, index) => (lists[index] ?? []).map((event) => [event, entity] as const)),
  )
  const all = [...entityOf.keys()].toSorted((a, b) => (version(a) < version(b) ? -1 : 1))
  const [state] = states
  if (state === undefined && all.length === 0) return undefined
  const events = all.slice(-mostEvents)
  return {
    id,
    state,
    entries: groupsOf(events).map((group) => entryOf(group.events, entityOf, state)),
    isCut: all.length > events.length || lists.some((list) => list.length === mostEvents),
  }
}

function version({ occurredAt, eventId }: JsonObject): string {
  return versionOf(text(occurredAt), text(eventId))
}

function entryOf(
  events: readonly JsonObject[],
  entityOf: ReadonlyMap<JsonObject | undefined, Entity>,
  state: JsonObject | undefined,
): Entry {
  const texts = events.map((event) => eventText(event, state))
  const from = events.find((event) => event.from === 'customer' || event.from === 'manager')?.from
  const [first] = events
  const entity = entityOf.get(first)
  return {
    id: text(first?.record),
    at: text(first?.occurredAt),
    isMessage: events.some((event) => event.from !== undefined || event.text !== undefined),
    ...(from === 'customer' || from === 'manager' ? { from } : {}),
    what: [entity === 'Object' ? '' : entity, texts[0]?.what].filter(Boolean).join(' '),
    who: longest(texts.map(({ who }) => who)),
    text: longest(texts.map((each) => each.text)),
    times: events.length,
  }
}

/** Of several drafts the one that says most. */
function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) => (other.length > one.length ? other : one), '')
}

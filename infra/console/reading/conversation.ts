import type { ReadClient } from '../../../shared/client/client.ts'
import type { Conversation } from '../../../shared/client/conversation-items.ts'
import type { TimelineEntry } from '../../../shared/client/timeline.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { eventOrder } from '../../../shared/events/version.ts'
import { readNames } from '../../deployment/names.ts'
import { groupsOf } from '../../text/event-rows.ts'
import { groupText, isMessage } from '../../text/event-text.ts'
import { type Names, noNames } from '../../text/names.ts'
import { stateRows } from '../../text/state-rows.ts'
import { readPages } from './pages.ts'

/** Something that happened in a conversation. Events that report the same thing are one entry. */
export type Entry = {
  id: string
  /** ISO 8601 UTC. */
  at: string
  isMessage: boolean
  /** Who wrote a message, if that is known. */
  from?: 'customer' | 'manager'
  what: string
  /** `customer`, `system`, `agent <name and id>`, or empty. */
  who: string
  text: string
  /** How many events it represents. */
  times: number
}

/** A conversation, and the latest that happened in it. `isCut` says whether earlier entries are left out. */
export type ConversationHistory = {
  id: string
  state: Conversation | undefined
  entries: Entry[]
  isCut: boolean
  /** The names that are known, those that it and other conversations have included. */
  names?: Names
}

/** How many events of a conversation are shown. */
export const mostEvents = 200

/**
 * Reads a conversation and its latest 200 events, those of surveys, forms and chats included, in time order.
 * Returns undefined if nothing is stored about it.
 */
export async function readConversation(
  client: ReadClient,
  id: string,
  known: Names = noNames,
): Promise<ConversationHistory | undefined> {
  const [state, { items, isCut }] = await Promise.all([
    client.conversations.get(id),
    readPages(mostEvents, (cursor) => client.timeline(id, { order: 'newest', limit: mostEvents, cursor })),
  ])
  if (state === undefined && items.length === 0) return undefined
  const inOrder = items.toSorted((a, b) => (version(a) < version(b) ? -1 : 1))
  const entities = new Map<JsonObject, string>(inOrder.map(({ entity, event }) => [event, entity]))
  const events = inOrder.map(({ event }) => event)
  const groups = groupsOf(events)
  const show = (names: Names) => [
    state && stateRows('Object', state, names),
    groups.map((group) => groupText(group, names)),
  ]
  const names = await readNames(client, { state, events }, show, known)
  return { id, state, entries: groups.map((group) => entryOf(group, entities, names)), isCut, names }
}

function version({ event: { occurredAt, eventId } }: TimelineEntry): string {
  return eventOrder(occurredAt, eventId)
}

function entryOf(
  events: readonly JsonObject[],
  entities: ReadonlyMap<JsonObject, string>,
  names: Names,
): Entry {
  const { what, who, text } = groupText(events, names)
  const from = events.map((event) => event.from).find((side) => side === 'customer' || side === 'manager')
  const [first = {}] = events
  const entity = entities.get(first)
  return {
    id: String(first.record),
    at: String(first.occurredAt),
    isMessage: events.some(isMessage),
    ...(from === undefined ? {} : { from }),
    what: [entity === 'Object' ? '' : entity, what].filter(Boolean).join(' '),
    who,
    text,
    times: events.length,
  }
}

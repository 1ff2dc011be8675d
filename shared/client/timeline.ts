import type * as v from 'valibot'
import type { Entity } from '../commbox/names.ts'
import { sortKey } from '../dynamodb/table.ts'
import { type ChatExit, chatExit } from './chats.ts'
import { type ConversationEvent, conversationEvent } from './conversation-items.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import { type Form, form } from './forms.ts'
import { idKey } from './key.ts'
import { ask, type Ordered, type Page, type Question, scopeOf } from './question.ts'
import { type Score, score } from './satisfaction.ts'
import type { Source } from './source.ts'
import { eventsIn, type Span } from './span.ts'

/** The events of each entity that are about a conversation. */
type EventOf = OfEachEntity<{
  Object: ConversationEvent
  User: never
  Satisfaction: Score
  Tag: never
  Form: Form
  Chat: ChatExit
}>
type OfEachEntity<Members extends Record<Entity, object>> = Members

type EntryOf<Name extends keyof EventOf> = [EventOf[Name]] extends [never]
  ? never
  : { entity: Name; event: EventOf[Name] }

/** What was read of one table, and the sort key up to which it was, unless that is all. */
type Part = { items: TimelineEntry[]; end?: string | undefined }

/** Something that happened in a conversation, and the entity whose table has it. */
export type TimelineEntry = { [Name in keyof EventOf]: EntryOf<Name> }[keyof EventOf]

/**
 * Returns everything about one conversation: its events and those of surveys, forms and chats, merged by time. A page
 * costs four parallel Queries. It can be longer than `limit` if several events have one sort key.
 */
export function timeline(source: Source) {
  return async (id: string, options: Ordered & Span = {}): Promise<Page<TimelineEntry>> => {
    const objectId = idKey(id)
    const { limit, cursor, order = 'oldest' } = options
    const scope = scopeOfTimeline(objectId)
    const start = cursor === undefined ? undefined : decodeCursor(scope, cursor)
    async function part<Event>(
      entity: TimelineEntry['entity'],
      item: v.GenericSchema<unknown, Event>,
      entry: (event: Event) => TimelineEntry,
    ): Promise<Part> {
      const question: Question<Event> = { pipeline: entity, of: objectId, sort: eventsIn(options), item }
      // A Query can start after a key that has no item in this table.
      const own = start && encodeCursor(scopeOf(question), start)
      const { items, next } = await ask(source, question, { limit, order, cursor: own })
      return { items: items.map(entry), end: next && decodeCursor(scopeOf(question), next)[sortKey] }
    }
    const reading: Record<TimelineEntry['entity'], Promise<Part>> = {
      Object: part('Object', conversationEvent, (event) => ({ entity: 'Object', event })),
      Satisfaction: part('Satisfaction', score, (event) => ({ entity: 'Satisfaction', event })),
      Form: part('Form', form, (event) => ({ entity: 'Form', event })),
      Chat: part('Chat', chatExit, (event) => ({ entity: 'Chat', event })),
    }
    const parts = await Promise.all(Object.values(reading))
    const { items, end } = merged(parts, order === 'oldest' ? 1 : -1, limit)
    if (end === undefined) return { items }
    return { items, next: encodeCursor(scope, { [scope.partition.name]: objectId, [sortKey]: end }) }
  }
}

function scopeOfTimeline(objectId: string): CursorScope {
  const name = 'objectId'
  return { place: 'timeline', names: [name, sortKey], partition: { name, value: objectId } }
}

/** Merges the parts as far as every part has been read. */
function merged(parts: readonly Part[], direction: 1 | -1, limit = Number.POSITIVE_INFINITY): Part {
  const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -direction : direction)
  const all = parts.flatMap(({ items }) => items).sort((a, b) => compare(recordOf(a), recordOf(b)))
  // A part can end after its last item, where withdrawn events were.
  const ends = parts.flatMap(({ end }) => end ?? [])
  const wanted = all.slice(limit - 1, limit).map(recordOf)
  const [end] = [...ends, ...wanted].sort(compare)
  const items = end === undefined ? all : all.filter((entry) => compare(recordOf(entry), end) <= 0)
  return ends.length === 0 && items.length === all.length ? { items } : { items, end }
}

function recordOf({ event }: TimelineEntry): string {
  return event.record
}

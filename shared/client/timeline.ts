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
    ): Promise<Page<TimelineEntry>> {
      const question: Question<Event> = { pipeline: entity, of: objectId, sort: eventsIn(options), item }
      // A Query can start after a key that has no item in this table.
      const own = start && encodeCursor(scopeOf(question), start)
      const { items, ...rest } = await ask(source, question, { limit, order, cursor: own })
      return { items: items.map(entry), ...rest }
    }
    const reading: Record<TimelineEntry['entity'], Promise<Page<TimelineEntry>>> = {
      Object: part('Object', conversationEvent, (event) => ({ entity: 'Object', event })),
      Satisfaction: part('Satisfaction', score, (event) => ({ entity: 'Satisfaction', event })),
      Form: part('Form', form, (event) => ({ entity: 'Form', event })),
      Chat: part('Chat', chatExit, (event) => ({ entity: 'Chat', event })),
    }
    const parts = await Promise.all(Object.values(reading))
    const { items, isLast } = merged(parts, order === 'oldest' ? 1 : -1, limit)
    const last = items.at(-1)
    if (isLast || last === undefined) return { items }
    const position = { [scope.partition.name]: objectId, [sortKey]: recordOf(last) }
    return { items, next: encodeCursor(scope, position) }
  }
}

function scopeOfTimeline(objectId: string): CursorScope {
  const name = 'objectId'
  return { place: 'timeline', names: [name, sortKey], partition: { name, value: objectId } }
}

/** Merges the parts as far as every part has been read. */
function merged(parts: readonly Page<TimelineEntry>[], direction: 1 | -1, limit: number | undefined) {
  const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -direction : direction)
  const all = parts.flatMap(({ items }) => items).sort((a, b) => compare(recordOf(a), recordOf(b)))
  const ends = parts
    .filter(({ next }) => next !== undefined)
    .flatMap(({ items }) => items.slice(-1).map(recordOf))
  const wanted = limit === undefined ? undefined : all[limit - 1]
  const [bound] = [...ends, ...(wanted ? [recordOf(wanted)] : [])].sort(compare)
  const items = bound === undefined ? all : all.filter((entry) => compare(recordOf(entry), bound) <= 0)
  return { items, isLast: ends.length === 0 && items.length === all.length }
}

function recordOf({ event }: TimelineEntry): string {
  return event.record
}

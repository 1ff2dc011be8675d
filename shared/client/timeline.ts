import type * as v from 'valibot'
import { sortKey } from '../dynamodb/table.ts'
import { type ChatExit, chatExit } from './chats.ts'
import { type ConversationEvent, conversationEvent } from './conversations.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import { type Form, form } from './forms.ts'
import { ask, type Ordered, type Page, type Question, scopeOf } from './question.ts'
import { type Score, score } from './satisfaction.ts'
import type { Source } from './source.ts'
import { eventsIn, type Span } from './span.ts'

/** Something that happened in a conversation, whichever entity told it. */
export type TimelineEntry =
  | { entity: 'Object'; event: ConversationEvent }
  | { entity: 'Satisfaction'; event: Score }
  | { entity: 'Form'; event: Form }
  | { entity: 'Chat'; event: ChatExit }

/**
 * Everything about one conversation: its events and those of surveys, forms and chats, merged by time. A page
 * costs four Queries at once. Where several events have one sort key it can be longer than `limit`.
 */
export function timeline(source: Source) {
  return async (objectId: string, options: Ordered & Span = {}): Promise<Page<TimelineEntry>> => {
    const { limit, cursor, order = 'oldest' } = options
    const scope = scopeOfTimeline(objectId)
    const start = cursor === undefined ? undefined : decodeCursor(scope, cursor)
    async function part<Event>(
      entity: TimelineEntry['entity'],
      item: v.GenericSchema<unknown, Event>,
    ): Promise<Page<Event>> {
      const question: Question<Event> = { pipeline: entity, of: objectId, sort: eventsIn(options), item }
      // A Query begins after any key, be there an item under it or not.
      const own = start && encodeCursor(scopeOf(question), start)
      return ask(source, question, { limit, order, cursor: own })
    }
    const [objects, scores, forms, chats] = await Promise.all([
      part('Object', conversationEvent),
      part('Satisfaction', score),
      part('Form', form),
      part('Chat', chatExit),
    ])
    const parts: Page<TimelineEntry>[] = [
      entries(objects, (event) => ({ entity: 'Object', event })),
      entries(scores, (event) => ({ entity: 'Satisfaction', event })),
      entries(forms, (event) => ({ entity: 'Form', event })),
      entries(chats, (event) => ({ entity: 'Chat', event })),
    ]
    const { items, isLast } = merged(parts, order === 'oldest' ? 1 : -1, limit)
    const last = items.at(-1)
    if (isLast || last === undefined) return { items }
    const key = { [scope.partition.name]: { S: objectId }, [sortKey]: { S: recordOf(last) } }
    return { items, next: encodeCursor(scope, key) }
  }
}

function scopeOfTimeline(objectId: string): CursorScope {
  const name = 'objectId'
  return { place: 'timeline', names: [name, sortKey], partition: { name, value: objectId } }
}

function entries<Event>(
  { items, ...rest }: Page<Event>,
  entry: (event: Event) => TimelineEntry,
): Page<TimelineEntry> {
  return { items: items.map(entry), ...rest }
}

/** The first of all parts, as far as every part has been read. */
function merged(parts: readonly Page<TimelineEntry>[], direction: 1 | -1, limit: number | undefined) {
  const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -direction : direction)
  const all = parts.flatMap(({ items }) => items).sort((a, b) => compare(recordOf(a), recordOf(b)))
  const ends = parts
    .filter(({ next }) => next !== undefined)
    .flatMap(({ items }) => items.slice(-1).map(recordOf))
    .sort(compare)
  const wanted = limit === undefined ? undefined : all[limit - 1]
  const bounds = [...ends.slice(0, 1), ...(wanted ? [recordOf(wanted)] : [])].sort(compare)
  const [bound] = bounds
  const items = bound === undefined ? all : all.filter((entry) => compare(recordOf(entry), bound) <= 0)
  return { items, isLast: ends.length === 0 && items.length === all.length }
}

function recordOf({ event }: TimelineEntry): string {
  return event.record
}

import * as v from 'valibot'
import { eventFields, maybe, maybeText } from './item.ts'
import { ask, type Ordered, stateOf } from './question.ts'
import type { Source } from './source.ts'
import { eventsIn, monthAndDay, monthKey, type Span } from './span.ts'

const fields = { objectId: v.string(), score: maybe(v.number()), description: maybeText }

const latestScore = v.object({ ...fields, submittedAt: maybeText, updatedAt: maybeText })
/** The latest score of a conversation. */
export type LatestScore = v.InferOutput<typeof latestScore>

export const score = v.object({ ...fields, ...eventFields, month: v.string() })
/** A closed question of a survey, as it was answered. */
export type Score = v.InferOutput<typeof score>

const listed = v.object({ ...fields, record: v.string(), occurredAt: v.string() })
export type ListedScore = v.InferOutput<typeof listed>

/** Questions about satisfaction surveys. Days and months are those of receipt, in UTC. */
export function satisfaction(source: Source) {
  return {
    /** The latest score of a conversation. */
    get: (objectId: string) => stateOf(source, { pipeline: 'Satisfaction', of: objectId, item: latestScore }),

    /** Every score of a conversation. */
    ofConversation: (objectId: string, options: Ordered & Span = {}) =>
      ask(source, { pipeline: 'Satisfaction', of: objectId, sort: eventsIn(options), item: score }, options),

    /** @param day `YYYY-MM-DD`; RangeError where it is not */
    ofDay: async (day: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Satisfaction', index: 'byMonth', ...monthAndDay(day), item: listed }, paging),

    /** @param month `YYYY-MM`; RangeError where it is not */
    ofMonth: async (month: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Satisfaction', index: 'byMonth', of: monthKey(month), item: listed }, paging),
  }
}

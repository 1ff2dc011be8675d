import * as v from 'valibot'
import { monthKey } from './instant.ts'
import { eventFields, maybe, maybeText, stateFields } from './item.ts'
import { idKey } from './key.ts'
import { ask, type Ordered, stateOf } from './question.ts'
import type { Source } from './source.ts'
import { eventsIn, monthAndDay, type Span } from './span.ts'

/** `scoreText` is a score that is not a number. */
const fields = { score: maybe(v.number()), scoreText: maybeText, description: maybeText }

export const latestScore = v.object({
  objectId: v.string(),
  submittedAt: maybeText,
  ...fields,
  ...stateFields,
})
/** The latest score of a conversation. */
export type LatestScore = v.InferOutput<typeof latestScore>

export const score = v.object({ objectId: v.string(), ...fields, ...eventFields, month: v.string() })
/** The answer to a closed question of a survey. */
export type Score = v.InferOutput<typeof score>

const listed = v.object({ objectId: v.string(), ...fields, record: v.string(), occurredAt: v.string() })
export type ListedScore = v.InferOutput<typeof listed>

/** Answers questions about satisfaction surveys. Days and months are those of receipt, in UTC. */
export function satisfaction(source: Source) {
  return {
    /** Returns the latest score of a conversation. */
    get: (objectId: string) =>
      stateOf(source, { pipeline: 'Satisfaction', of: idKey(objectId), item: latestScore }),

    /** Returns every score of a conversation. */
    ofConversation: (objectId: string, options: Ordered & Span = {}) =>
      ask(
        source,
        { pipeline: 'Satisfaction', of: idKey(objectId), sort: eventsIn(options), item: score },
        options,
      ),

    /** Returns the scores of a day. @param day `YYYY-MM-DD` @throws RangeError */
    ofDay: async (day: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Satisfaction', index: 'byMonth', ...monthAndDay(day), item: listed }, paging),

    /** Returns the scores of a month. @param month `YYYY-MM` @throws RangeError */
    ofMonth: async (month: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Satisfaction', index: 'byMonth', of: monthKey(month), item: listed }, paging),
  }
}

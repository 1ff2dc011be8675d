import * as v from 'valibot'
import { eventFields, map, maybe, maybeText } from './item.ts'
import { ask, type Ordered, stateOf } from './question.ts'
import type { Source } from './source.ts'
import { eventsIn, monthAndDay, monthKey, type Span } from './span.ts'

/** `properties` are as the customer typed them. */
const fields = { objectId: v.string(), formUrl: maybeText, properties: maybe(map) }

const latestForm = v.object({ ...fields, submittedAt: maybeText, updatedAt: maybeText })
/** The latest form of a conversation. */
export type LatestForm = v.InferOutput<typeof latestForm>

export const form = v.object({ ...fields, ...eventFields, month: v.string() })
/** A form that a customer submitted. */
export type Form = v.InferOutput<typeof form>

const listed = v.object({
  objectId: v.string(),
  formUrl: maybeText,
  record: v.string(),
  occurredAt: v.string(),
})
/** A form in a list, without its properties: `ofConversation` has them. */
export type ListedForm = v.InferOutput<typeof listed>

/** Questions about forms. Days and months are those of receipt, in UTC. */
export function forms(source: Source) {
  return {
    /** The latest form of a conversation. */
    get: (objectId: string) => stateOf(source, { pipeline: 'Form', of: objectId, item: latestForm }),

    /** Every form of a conversation. */
    ofConversation: (objectId: string, options: Ordered & Span = {}) =>
      ask(source, { pipeline: 'Form', of: objectId, sort: eventsIn(options), item: form }, options),

    /** @param day `YYYY-MM-DD`; RangeError where it is not */
    ofDay: async (day: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Form', index: 'byMonth', ...monthAndDay(day), item: listed }, paging),

    /** @param month `YYYY-MM`; RangeError where it is not */
    ofMonth: async (month: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Form', index: 'byMonth', of: monthKey(month), item: listed }, paging),
  }
}

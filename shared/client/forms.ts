import * as v from 'valibot'
import { monthKey } from './instant.ts'
import { eventFields, map, maybe, maybeText, stateFields } from './item.ts'
import { idKey } from './key.ts'
import { ask, type Ordered, stateOf } from './question.ts'
import type { Source } from './source.ts'
import { eventsIn, monthAndDay, type Span } from './span.ts'

/** `properties` has the values as the customer typed them. */
const fields = { formUrl: maybeText, properties: maybe(map), submissionContext: maybeText }

export const latestForm = v.object({
  objectId: v.string(),
  submittedAt: maybeText,
  ...fields,
  ...stateFields,
})
/** The latest form of a conversation. */
export type LatestForm = v.InferOutput<typeof latestForm>

export const form = v.object({ objectId: v.string(), ...fields, ...eventFields, month: v.string() })
/** A form that a customer submitted. */
export type Form = v.InferOutput<typeof form>

const listed = v.object({
  objectId: v.string(),
  formUrl: maybeText,
  record: v.string(),
  occurredAt: v.string(),
})
/** A form in a list, without its properties, which `ofConversation` returns. */
export type ListedForm = v.InferOutput<typeof listed>

/** Answers questions about forms. Days and months are those of receipt, in UTC. */
export function forms(source: Source) {
  return {
    /** Returns the latest form of a conversation. */
    get: (objectId: string) => stateOf(source, { pipeline: 'Form', of: idKey(objectId), item: latestForm }),

    /** Returns every form of a conversation. */
    ofConversation: (objectId: string, options: Ordered & Span = {}) =>
      ask(source, { pipeline: 'Form', of: idKey(objectId), sort: eventsIn(options), item: form }, options),

    /** Returns the forms of a day. @param day `YYYY-MM-DD` @throws RangeError */
    ofDay: async (day: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Form', index: 'byMonth', ...monthAndDay(day), item: listed }, paging),

    /** Returns the forms of a month. @param month `YYYY-MM` @throws RangeError */
    ofMonth: async (month: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Form', index: 'byMonth', of: monthKey(month), item: listed }, paging),
  }
}

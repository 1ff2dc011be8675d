import * as v from 'valibot'
import { eventFields, map, maybe, maybeText, stateFields } from './item.ts'
import { idKey } from './key.ts'
import { ask, type Ordered, type Paging, stateOf } from './question.ts'
import { scanStates } from './scan.ts'
import type { Source } from './source.ts'
import { eventsIn, type Span } from './span.ts'

/** What is true of a tag of the organisation's settings now. */
export const tag = v.object({
  tagId: v.string(),
  ...stateFields,
  /** Absent if it is in no group. */
  groupId: maybeText,
  name: maybeText,
  typeId: maybeText,
  type: maybeText,
  /** Whether it can be put on conversations, and on users. */
  isObject: maybe(v.boolean()),
  isUser: maybe(v.boolean()),
  unit: maybeText,
  unitValidationType: maybeText,
  unitValidation: maybe(map),
  defaultValue: maybeText,
  deleted: maybe(v.boolean()),
})
export type Tag = v.InferOutput<typeof tag>

export const tagGroup = v.object({
  groupId: v.string(),
  ...stateFields,
  name: maybeText,
  deleted: maybe(v.boolean()),
})
export type TagGroup = v.InferOutput<typeof tagGroup>

export const tagEvent = v.object({ tagKey: v.string(), ...eventFields })
/** A change of a tag or group. `payload` has the change as CommBox sent it. */
export type TagEvent = v.InferOutput<typeof tagEvent>

const listed = v.object({ tagId: v.string(), name: maybeText, typeId: maybeText, type: maybeText })
export type ListedTag = v.InferOutput<typeof listed>

/** Answers questions about tags and their groups. */
export function tags(source: Source) {
  const events = (of: string, options: Ordered & Span) =>
    ask(source, { pipeline: 'Tag', of, sort: eventsIn(options), item: tagEvent }, options)
  return {
    /** Returns a tag as it is now. */
    get: (tagId: string) => stateOf(source, { pipeline: 'Tag', of: `tag#${idKey(tagId)}`, item: tag }),

    /** Returns a tag group as it is now. */
    getGroup: (groupId: string) =>
      stateOf(source, { pipeline: 'Tag', of: `group#${idKey(groupId)}`, item: tagGroup }),

    /** Returns the tags of a group that are not deleted, sorted by id as text. */
    inGroup: (groupId: string, paging: Paging = {}) =>
      ask(source, { pipeline: 'Tag', index: 'byGroup', of: idKey(groupId), item: listed }, paging),

    /** Reads every tag, groups not included, in no particular order. A Scan of the whole table. */
    scan: () => scanStates(source, { pipeline: 'Tag', keyPrefix: 'tag#', item: tag }),

    /** Returns every change of a tag. */
    events: (tagId: string, options: Ordered & Span = {}) => events(`tag#${idKey(tagId)}`, options),

    /** Returns every change of a group itself, not of its tags. */
    groupEvents: (groupId: string, options: Ordered & Span = {}) =>
      events(`group#${idKey(groupId)}`, options),
  }
}

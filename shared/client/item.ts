import * as v from 'valibot'
import { isObject, type JsonObject } from '../commbox/json.ts'
import type { Pipeline } from '../runtime/names.ts'

/** Thrown when a table holds an item in another form than this version reads. The message has paths and no values. */
export class UnexpectedItemError extends Error {
  override name = 'UnexpectedItemError'
}

/** What is not known of a thing is absent from its item. */
export const maybe = v.exactOptional
export const maybeText = maybe(v.string())
export const map = v.custom<JsonObject>(isObject, 'a map')

/** The attributes of every event. */
export const eventFields = {
  /** The sort key: `event#<occurredAt>#<eventId>`. */
  record: v.string(),
  trigger: v.string(),
  eventId: v.string(),
  /** CommBox's time of it, else `receivedAt`: ISO 8601 UTC with milliseconds, as are all times. */
  occurredAt: v.string(),
  /** Whether that is CommBox's own time of it. */
  dated: maybe(v.boolean()),
  receivedAt: v.string(),
  deliveryId: v.string(),
  /** Its place among the elements of its delivery, from 1; absent from the first. */
  place: maybe(v.number()),
  brand: maybeText,
  /** What the envelope has beside the payload. */
  envelope: maybe(map),
  /** Only on events without an identity of their own: equal if the content is. */
  fingerprint: maybeText,
  /** What CommBox sent, unless it is in the bucket of large bodies, under `payloadKey`. */
  payload: maybe(map),
  payloadKey: maybeText,
  /** When it expires, in seconds since 1970; absent if events are kept for ever. */
  expiresAt: maybe(v.number()),
}

/** The attributes of every state. */
export const stateFields = {
  updatedAt: maybeText,
  /** When it expires, in seconds since 1970; absent if states are kept for ever. */
  expiresAt: maybe(v.number()),
  /** The brand of the latest event that named one. */
  brand: maybeText,
  /** The attributes, and kinds of them, of which some did not fit. */
  cut: maybe(v.array(v.string())),
}

/** The attributes of an event that adds or removes a tag. */
export const tagChangeFields = { tagId: maybeText, action: maybe(v.picklist(['add', 'remove'])) }

const tagNames = v.record(v.string(), v.object({ name: maybeText, group: maybeText }))

/** The tags on a conversation or a user: their ids, and their names as far as they are known. */
export const taggedFields = {
  tagIds: maybe(v.array(v.string())),
  tags: maybe(tagNames),
  /** The names of tags that were taken off. */
  formerTags: maybe(tagNames),
}

/** Reads an item as its schema says. @throws UnexpectedItemError */
export function readItem<Item>(
  item: JsonObject,
  schema: v.GenericSchema<unknown, Item>,
  pipeline: Pipeline,
): Item {
  const parsed = v.safeParse(schema, item)
  if (parsed.success) return parsed.output
  // The issue of a custom schema has what is expected in its message.
  const places = parsed.issues.map(
    (issue) => `${v.getDotPath(issue)} is not ${issue.type === 'custom' ? issue.message : issue.expected}`,
  )
  throw new UnexpectedItemError(
    `Unexpected item in the ${pipeline} table: ${places.join('; ')}. Use the client of the release that is deployed`,
  )
}

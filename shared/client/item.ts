import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { isObject, type JsonObject } from '../commbox/json.ts'
import { fromItem } from '../dynamodb/database.ts'
import type { Pipeline } from '../runtime/names.ts'

/** Thrown where a table holds an item of another form than this version reads. It names places, and no values. */
export class UnexpectedItemError extends Error {
  override name = 'UnexpectedItemError'
}

/** What is not known of a thing is absent from its item. */
export const maybe = v.exactOptional
export const maybeText = maybe(v.string())
export const map = v.custom<JsonObject>(isObject, 'a map')

/** What every event has. */
export const eventFields = {
  /** The sort key: `event#<occurredAt>#<eventId>`. */
  record: v.string(),
  trigger: v.string(),
  eventId: v.string(),
  /** CommBox's time of it, else `receivedAt`: ISO 8601 UTC with milliseconds, as are all times. */
  occurredAt: v.string(),
  receivedAt: v.string(),
  deliveryId: v.string(),
  brand: maybeText,
  /** On events without an identity of their own: equal where the content is. */
  fingerprint: maybeText,
  /** What CommBox sent, unless it is in the bucket of large bodies, under `payloadKey`. */
  payload: maybe(map),
  payloadKey: maybeText,
  /** When it goes, in seconds since 1970; absent where events are kept for ever. */
  expiresAt: maybe(v.number()),
}

/** What an event of a tag says. */
export const tagChangeFields = { tagId: maybeText, action: maybe(v.picklist(['add', 'remove'])) }

const tagNames = v.record(v.string(), v.object({ name: maybeText, group: maybeText }))

/** The tags on a conversation or a user: their ids, and what they are called as far as it was told. */
export const taggedFields = {
  tagIds: maybe(v.array(v.string())),
  tags: maybe(tagNames),
  /** The names of tags that were taken off. */
  formerTags: maybe(tagNames),
}

/** @throws UnexpectedItemError */
export function readItem<Item>(
  item: Record<string, AttributeValue>,
  schema: v.GenericSchema<unknown, Item>,
  pipeline: Pipeline,
): Item {
  const parsed = v.safeParse(schema, fromItem(item))
  if (parsed.success) return parsed.output
  const places = parsed.issues.map((issue) => `${v.getDotPath(issue)} is not ${issue.expected}`)
  throw new UnexpectedItemError(`An item of the table of ${pipeline} is not read: ${places.join('; ')}`)
}

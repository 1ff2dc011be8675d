import * as v from 'valibot'
import { type QuarantineReason, quarantineReasons } from '../events/delivery.ts'
import { driftKey } from '../quarantine/table.ts'
import { dayKey } from './instant.ts'
import { maybe, maybeText } from './item.ts'
import { ask, type Ordered, type Paging } from './question.ts'
import type { Source } from './source.ts'

const listedFields = {
  day: v.string(),
  /** The sort key: `<receivedAt>#<deliveryId>`. */
  record: v.string(),
  reason: v.picklist(quarantineReasons),
  issues: v.array(v.object({ path: v.string(), expected: v.string(), received: v.string() })),
  /** The path of the URL, without its query. */
  path: v.string(),
  entity: maybeText,
  trigger: maybeText,
  brand: maybeText,
  replayedAt: maybeText,
}

const listed = v.object(listedFields)
/** A delivery in a list by reason, without its body, which `ofDay` returns. */
export type ListedQuarantined = v.InferOutput<typeof listed>

const row = v.object({
  ...listedFields,
  deliveryId: v.string(),
  receivedAt: v.string(),
  /** The ids of its conversation and its user, if its body certainly has them. */
  objectId: maybeText,
  userId: maybeText,
  /** As received, in base64 if `bodyEncoding` says so; empty if it is in the bucket, under `bodyKey`. */
  body: v.string(),
  bodyEncoding: maybe(v.literal('base64')),
  bodyKey: maybeText,
  /** Seconds since 1970. */
  expiresAt: v.number(),
})
/** An authentic delivery that could not be stored as an event. */
export type QuarantineRow = v.InferOutput<typeof row>

const drift = v.object({
  /** What sent it, by CommBox's names; either can be unknown to this version too. */
  entity: v.string(),
  trigger: v.string(),
  /** Where it was: names of members, joined by dots. */
  path: v.string(),
  /** Its JSON type, or `value <number>` of an enum. */
  type: v.string(),
  /** The UTC days on which it came first and last. */
  firstDay: v.string(),
  lastDay: v.string(),
  /** A delivery that had it. */
  deliveryId: v.string(),
})
/** Something that CommBox sent and the deployed version does not know. */
export type DriftRow = v.InferOutput<typeof drift>

/** Answers questions about deliveries that could not be stored as events. */
export function quarantine(source: Source) {
  return {
    /** Returns the deliveries of a UTC day, with their bodies. @param day `YYYY-MM-DD` @throws RangeError */
    ofDay: async (day: string, paging: Ordered = {}) =>
      ask(source, { pipeline: 'Quarantine', of: dayKey(day), item: row }, paging),

    /** Returns what CommBox sent and the deployed version does not know, each kind of it once. */
    drift: (paging: Paging = {}) =>
      ask(source, { pipeline: 'Quarantine', of: driftKey, item: drift }, paging),

    /** Returns those of one reason, or all of them by reason, without their bodies. @throws RangeError */
    ofDayByReason: async (day: string, reason: QuarantineReason | undefined, paging: Ordered = {}) =>
      ask(
        source,
        {
          pipeline: 'Quarantine',
          index: 'byReason',
          of: dayKey(day),
          ...(reason ? { sort: { prefix: `${reason}#` } } : {}),
          item: listed,
        },
        paging,
      ),
  }
}

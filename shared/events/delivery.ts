import * as v from 'valibot'
import { isObject, type JsonObject, parseJson } from '../commbox/json.ts'
import { entities } from '../commbox/names.ts'

const json = v.custom<JsonObject>(isObject)

/** A delivery dates no event later than so long after its receipt, in milliseconds: ingest refuses it. */
export const mostAhead = 24 * 60 * 60 * 1000

/**
 * An accepted webhook on its way from the ingest function to an entity's consumer: the body of an SQS message.
 */
const deliverySchema = v.object({
  version: v.literal(1),
  /** The gateway's request id: access log, our logs, the answer and the row carry the same one. */
  deliveryId: v.pipe(v.string(), v.nonEmpty()),
  /** When the gateway took the request: ISO 8601 UTC with milliseconds. */
  receivedAt: v.pipe(v.string(), v.isoTimestamp()),
  entity: v.picklist(entities),
  trigger: v.string(),
  brand: v.optional(v.string()),
  /** CommBox's own id of the request, where the envelope gave one. */
  requestId: v.optional(v.string()),
  /** What the envelope says beside it, such as `EventTime`. */
  envelope: v.optional(json),
  /** What CommBox sent, with nothing added, dropped or rounded; absent where it is too large for a queue. */
  payload: v.optional(json),
  /** Then, the key of the body that holds it. */
  payloadKey: v.optional(v.string()),
  /** The command that sent it; absent if CommBox did. */
  via: v.optional(v.string()),
})
export type DeliveryMessage = v.InferOutput<typeof deliverySchema>
export type Delivery = Omit<DeliveryMessage, 'payload'> & { payload: JsonObject }

/** Why a delivery lies in quarantine. */
export const quarantineReasons = [
  'empty-body',
  'not-json',
  'not-an-object',
  'too-deep',
  'too-complex',
  'no-envelope',
  'unknown-entity',
  'unknown-trigger',
  'ambiguous-trigger',
  'trigger-mismatch',
  'implausible-time',
  'brand-not-allowed',
  'entity-not-allowed',
  'invalid',
  'unreadable-message',
  'not-storable',
] as const
export type QuarantineReason = (typeof quarantineReasons)[number]

const issueSchema = v.object({
  /** Where in the body, such as `payload.Activities.Activity.0.Id`. */
  path: v.string(),
  expected: v.string(),
  /** The type of what stood there, never its value. */
  received: v.string(),
})
/** One thing that is wrong with a body: a place, and types. */
export type Issue = v.InferOutput<typeof issueSchema>

/** A delivery that is authentic but no event that we can store: the body of a message in the quarantine queue. */
const quarantinedSchema = v.object({
  version: v.literal(1),
  deliveryId: v.pipe(v.string(), v.nonEmpty()),
  receivedAt: v.pipe(v.string(), v.isoTimestamp()),
  reason: v.picklist(quarantineReasons),
  issues: v.array(issueSchema),
  /** The path of the URL, without its query. */
  path: v.string(),
  /** The body as received. */
  body: v.string(),
  /** Set where the body is too large for a queue, and empty here: its key. */
  bodyKey: v.optional(v.string()),
  /** Set where the body is no UTF-8 text. */
  bodyEncoding: v.optional(v.literal('base64')),
  entity: v.optional(v.string()),
  trigger: v.optional(v.string()),
  brand: v.optional(v.string()),
})
export type Quarantined = v.InferOutput<typeof quarantinedSchema>

/**
 * The text of a queue message. Two code points that JSON does not escape and SQS refuses are escaped.
 */
export function encodeMessage(message: DeliveryMessage | Quarantined): string {
  return JSON.stringify(message).replace(
    /[\uFFFE\uFFFF]/g,
    (point) => `\\u${point.charCodeAt(0).toString(16)}`,
  )
}

/** The delivery in a queue message; undefined where the text is no such message. */
export function decodeDelivery(text: string): DeliveryMessage | undefined {
  return decode(deliverySchema, text)
}

/** The quarantined delivery in a queue message; undefined where the text is no such message. */
export function decodeQuarantined(text: string): Quarantined | undefined {
  return decode(quarantinedSchema, text)
}

function decode<Message>(schema: v.GenericSchema<unknown, Message>, text: string): Message | undefined {
  try {
    const parsed = v.safeParse(schema, parseJson(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}

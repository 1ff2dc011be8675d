import type { Json, JsonObject } from '../commbox/json.ts'

/** Means the event's time in a draft: the time is known only when the event has an identity. */
export const eventTime = Symbol('the time of the event')
/** Means the month in a draft (`YYYY-MM`, UTC) of the event's time: a partition of the indexes by month. */
export const eventMonth = Symbol('the month of the event')

export type Draftable = Json | symbol | undefined

/** What an event says: undefined does not change a register, null clears it. */
export type Registers = Record<string, Draftable>

export type Attributes = Record<string, Draftable>

/** An item beside the state, under `record`, that feeds an index: a register of its own. */
export type IndexItem = { record: string; attributes: Attributes }

/** A phone number or an e-mail address, as it was sent. */
export type Contact = { kind: 'phone' | 'email'; text: string }

/** What CommBox sends that the vocabulary does not know: it is kept, and counted. */
export type Drift = 'unknown-activity-type'

/** What one element of a delivery (an activity, a message, a tag) says: the outcome of reading a trigger. Data only. */
export type EventDraft = {
  /** The partition that it belongs to: the id of the conversation, the user, the tag. */
  key: string
  /** CommBox's own id of the activity or message, if it has one. */
  ownId?: string | null | undefined
  /** What is stored of the payload: the element in its wrapper, without its siblings. */
  payload: JsonObject
  /** Of what the fingerprint is made: the same for every spelling of the element and its wrapper. */
  content: Json
  /** CommBox's own time of it, ISO 8601 UTC. */
  occurredAt?: string | null | undefined
  /** A time that counts only if it lies at most ten minutes before the receipt: of a flat message. */
  occurredAtIfRecent?: string | null | undefined
  /** What people filter and read by, beside the payload. */
  attributes?: Attributes
  /** What it says is true from its time on. */
  sets?: Registers
  /** What surrounds it says (the channel): on purpose if the event is dated, else in passing. */
  context?: Registers
  /** What it says in passing: a minute earlier than it says. */
  fallbacks?: Registers
  /** What a redaction says: at the end of its second. */
  redacts?: Registers
  /** What holds only while no event says anything else of it. */
  defaults?: Registers
  /** Items of their own that say the same for an index. */
  indexItems?: IndexItem[]
  /** The numbers and addresses of the person whom it is about: by them the thing is found from now on. */
  contacts?: Contact[]
  drift?: Drift
}

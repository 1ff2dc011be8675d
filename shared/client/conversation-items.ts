import * as v from 'valibot'
import { contactFields } from './contact.ts'
import { eventFields, maybe, maybeText, stateFields, tagChangeFields, taggedFields } from './item.ts'

const side = maybe(v.picklist(['customer', 'manager']))

/** What is true of a conversation now. */
export const conversation = v.object({
  objectId: v.string(),
  createdAt: maybeText,
  /** Time of its earliest event. */
  startedAt: maybeText,
  ...stateFields,
  statusId: maybeText,
  status: maybeText,
  /** The channel. */
  streamId: maybeText,
  subStreamId: maybeText,
  streamName: maybeText,
  /** What is known of every channel that it has been in, by id. */
  streams: maybe(
    v.record(v.string(), v.object({ name: maybeText, channel: maybeText, subStreamId: maybeText })),
  ),
  channel: maybeText,
  assigned: maybe(v.boolean()),
  /** The agent who holds it; only while it is assigned. */
  managerId: maybeText,
  customerId: maybeText,
  customerName: maybeText,
  customerPhone: maybeText,
  customerEmail: maybeText,
  /** What is known of every customer that it has had, by id. */
  customers: maybe(v.record(v.string(), v.object({ name: maybeText, phone: maybeText, email: maybeText }))),
  ...taggedFields,
  participants: maybe(v.array(v.string())),
  followUpAt: maybeText,
  summary: maybeText,
  redactedAt: maybeText,
  lastMessageAt: maybeText,
  /** At most 200 characters. */
  lastMessageText: maybeText,
  lastMessageFrom: side,
})
export type Conversation = v.InferOutput<typeof conversation>

/** A message, an activity, a change of tags, or an assignment. */
export const conversationEvent = v.object({
  objectId: v.string(),
  ...eventFields,
  messageId: maybeText,
  text: maybeText,
  from: side,
  /** The agent who wrote it, or to whom the conversation was assigned. */
  managerId: maybeText,
  /** Of an assignment: false if it was to nobody. */
  assigned: maybe(v.boolean()),
  messageType: maybeText,
  /** Name, size in bytes and address of its first 20 files. */
  files: maybe(v.array(v.object({ name: maybeText, size: maybe(v.number()), address: maybeText }))),
  /** Of a mail. */
  subject: maybeText,
  /** Of a voice call; the duration as CommBox sends it. */
  callDirection: maybeText,
  callDuration: maybe(v.number()),
  activityId: maybeText,
  activityType: maybe(v.number()),
  /** The name of the type. */
  activity: maybeText,
  /** The agent who did it; absent if it was the system or a customer. */
  actorId: maybeText,
  statusId: maybeText,
  status: maybeText,
  ...tagChangeFields,
})
export type ConversationEvent = v.InferOutput<typeof conversationEvent>

export const listed = v.object({
  objectId: v.string(),
  startedAt: v.string(),
  statusId: maybeText,
  status: maybeText,
  streamId: maybeText,
  customerId: maybeText,
  customerName: maybeText,
  managerId: maybeText,
})
/** A conversation in a list; `get` returns the rest. */
export type ListedConversation = v.InferOutput<typeof listed>

export const action = v.object({
  objectId: v.string(),
  record: v.string(),
  actorId: v.string(),
  occurredAt: v.string(),
  trigger: v.string(),
  activity: maybeText,
  activityType: maybe(v.number()),
  activityId: maybeText,
  messageId: maybeText,
})
/** Something that an agent did. */
export type AgentAction = v.InferOutput<typeof action>

export const tagged = v.object({
  objectId: v.string(),
  tagId: v.string(),
  taggedAt: v.string(),
  name: maybeText,
  group: maybeText,
})
/** A conversation that has a tag, and the tag's name on it. */
export type TaggedConversation = v.InferOutput<typeof tagged>

export const known = v.object({ objectId: v.string(), ...contactFields })
/** A conversation of a customer who has, or had, a phone number or an e-mail address. */
export type KnownConversation = v.InferOutput<typeof known>

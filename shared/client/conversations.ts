import * as v from 'valibot'
import type { Contact } from '../events/draft.ts'
import { contactFields, contactQuestion } from './contact.ts'
import { eventFields, maybe, maybeText, stateFields, tagChangeFields, taggedFields } from './item.ts'
import { idKey } from './key.ts'
import { ask, newestFirst, type Ordered, type Question, stateOf } from './question.ts'
import { scanIndex, scanStates } from './scan.ts'
import { sortedPage } from './sorted.ts'
import type { Source } from './source.ts'
import { type EventOptions, eventsIn, type Span, timesIn } from './span.ts'

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

const listed = v.object({
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

const action = v.object({
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

const tagged = v.object({
  objectId: v.string(),
  tagId: v.string(),
  taggedAt: v.string(),
  name: maybeText,
  group: maybeText,
})
/** A conversation that has a tag, and the tag's name on it. */
export type TaggedConversation = v.InferOutput<typeof tagged>

const known = v.object({ objectId: v.string(), ...contactFields })
/** A conversation of a customer who has, or had, a phone number or an e-mail address. */
export type KnownConversation = v.InferOutput<typeof known>

/** Answers questions about conversations. */
export function conversations(source: Source) {
  const list = (index: string, of: string, paging: Ordered) => {
    const question: Question<ListedConversation> = { pipeline: 'Object', index, of, item: listed }
    return ask(source, question, newestFirst(paging))
  }
  const byContact = (contact: Contact, paging: Ordered) =>
    ask(source, contactQuestion(source, 'Object', contact, known), newestFirst(paging))
  return {
    /** Returns a conversation as it is now. */
    get: (objectId: string) =>
      stateOf(source, { pipeline: 'Object', of: idKey(objectId), item: conversation }),

    /**
     * Returns everything that happened in it. CommBox can send one activity or message several times: show events
     * with one `activityId` or `messageId` as one.
     */
    events: (objectId: string, options: EventOptions = {}) =>
      ask(
        source,
        {
          pipeline: 'Object',
          of: idKey(objectId),
          sort: eventsIn(options),
          triggers: options.triggers,
          item: conversationEvent,
        },
        options,
      ),

    /** Reads every conversation, in no particular order. A Scan of the whole table, for small tables and rare reports. */
    scan: () => scanStates(source, { pipeline: 'Object', item: conversation }),

    /** Returns the conversations of a channel, newest first; only those in a status if one is given. */
    inChannel: (
      streamId: string,
      { statusId, ...paging }: Ordered & { statusId?: string | undefined } = {},
    ) =>
      statusId === undefined
        ? list('byChannel', idKey(streamId), paging)
        : list('byChannelAndStatus', `${idKey(streamId)}#${idKey(statusId)}`, paging),

    /**
     * Returns the conversations of all channels that are in a status, newest first. A Scan of an index that has all
     * conversations, for each page.
     */
    inStatus: async (statusId: string, paging: Ordered = {}) => {
      const found = await scanIndex(source, 'byChannelAndStatus', listed, { statusId: idKey(statusId) })
      const scope = { place: 'Object.inStatus', of: idKey(statusId) }
      const place = ({ startedAt, objectId }: ListedConversation) => [startedAt, objectId]
      return sortedPage(found, place, scope, newestFirst(paging))
    },

    /**
     * Returns the ids of the agents who hold a conversation, or did something in one, in no particular order. A Scan
     * of two indexes.
     */
    agentIds: async () => {
      const holders = await scanIndex(source, 'byManager', v.object({ managerId: v.string() }))
      const actors = await scanIndex(source, 'byActor', v.object({ actorId: v.string() }))
      return [
        ...new Set([...holders.map(({ managerId }) => managerId), ...actors.map(({ actorId }) => actorId)]),
      ]
    },

    /** Returns the conversations of a customer, newest first. */
    ofCustomer: (customerId: string, paging: Ordered = {}) => list('byCustomer', idKey(customerId), paging),

    /** Returns the conversations of customers with an e-mail address, in any case, the last to have it first. */
    byEmail: (email: string, paging: Ordered = {}) => byContact({ kind: 'email', text: email }, paging),

    /** Returns the conversations of customers with a phone number, as people write it, the last to have it first. */
    byPhone: (phone: string, paging: Ordered = {}) => byContact({ kind: 'phone', text: phone }, paging),

    /** Returns the conversations that an agent holds now, newest first. */
    heldBy: (managerId: string, paging: Ordered = {}) => list('byManager', idKey(managerId), paging),

    /** Returns the conversations that have a tag, the last tagged first. */
    withTag: (tagId: string, paging: Ordered = {}) =>
      ask(
        source,
        { pipeline: 'Object', index: 'byTag', of: idKey(tagId), item: tagged, isOfIndexItems: true },
        newestFirst(paging),
      ),

    /** Returns the activities and messages of an agent, oldest first. */
    actionsOf: (agentId: string, options: Ordered & Span = {}) =>
      ask(
        source,
        { pipeline: 'Object', index: 'byActor', of: idKey(agentId), sort: timesIn(options), item: action },
        options,
      ),
  }
}

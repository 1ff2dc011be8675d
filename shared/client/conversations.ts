import * as v from 'valibot'
import type { Contact } from '../events/draft.ts'
import { contactQuestion } from './contact.ts'
import {
  action,
  conversation,
  conversationEvent,
  known,
  type ListedConversation,
  listed,
  tagged,
} from './conversation-items.ts'
import { idKey } from './key.ts'
import { ask, newestFirst, type Ordered, type Question, stateOf } from './question.ts'
import { scanIndex, scanStates } from './scan.ts'
import { sortedPage } from './sorted.ts'
import type { Source } from './source.ts'
import { type EventOptions, eventsIn, type Span, timesIn } from './span.ts'

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

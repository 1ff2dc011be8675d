import * as v from 'valibot'
import { eventFields, maybeText, stateFields } from './item.ts'
import { idKey } from './key.ts'
import { ask, newestFirst, type Ordered, stateOf } from './question.ts'
import type { Source } from './source.ts'
import { eventsIn, type Span } from './span.ts'

export const latestExit = v.object({
  objectId: v.string(),
  lastExitAt: maybeText,
  userId: maybeText,
  ...stateFields,
})
/** The latest exit from a conversation's chat. */
export type LatestExit = v.InferOutput<typeof latestExit>

export const chatExit = v.object({ objectId: v.string(), userId: maybeText, ...eventFields })
/** A customer left a chat: the window was closed, or the connection lost. */
export type ChatExit = v.InferOutput<typeof chatExit>

const listed = v.object({
  objectId: v.string(),
  userId: v.string(),
  record: v.string(),
  occurredAt: v.string(),
})
export type ListedExit = v.InferOutput<typeof listed>

/** Answers questions about chats. */
export function chats(source: Source) {
  return {
    /** Returns the latest exit of a conversation. */
    get: (objectId: string) => stateOf(source, { pipeline: 'Chat', of: idKey(objectId), item: latestExit }),

    /** Returns every exit of a conversation. */
    ofConversation: (objectId: string, options: Ordered & Span = {}) =>
      ask(
        source,
        { pipeline: 'Chat', of: idKey(objectId), sort: eventsIn(options), item: chatExit },
        options,
      ),

    /** Returns the exits of a user, newest first. */
    ofUser: (userId: string, paging: Ordered = {}) =>
      ask(
        source,
        { pipeline: 'Chat', index: 'byUser', of: idKey(userId), item: listed },
        newestFirst(paging),
      ),
  }
}

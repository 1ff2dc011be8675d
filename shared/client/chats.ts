import * as v from 'valibot'
import { eventFields, maybeText } from './item.ts'
import { ask, type Ordered, stateOf } from './question.ts'
import type { Source } from './source.ts'
import { eventsIn, type Span } from './span.ts'

const latestExit = v.object({
  objectId: v.string(),
  userId: maybeText,
  lastExitAt: maybeText,
  updatedAt: maybeText,
})
/** The latest exit from a conversation's chat. */
export type LatestExit = v.InferOutput<typeof latestExit>

export const chatExit = v.object({ objectId: v.string(), userId: maybeText, ...eventFields })
/** A chat window that was closed or lost. */
export type ChatExit = v.InferOutput<typeof chatExit>

const listed = v.object({
  objectId: v.string(),
  userId: v.string(),
  record: v.string(),
  occurredAt: v.string(),
})
export type ListedExit = v.InferOutput<typeof listed>

/** Questions about chats. */
export function chats(source: Source) {
  return {
    /** The latest exit of a conversation. */
    get: (objectId: string) => stateOf(source, { pipeline: 'Chat', of: objectId, item: latestExit }),

    /** Every exit of a conversation. */
    ofConversation: (objectId: string, options: Ordered & Span = {}) =>
      ask(source, { pipeline: 'Chat', of: objectId, sort: eventsIn(options), item: chatExit }, options),

    /** The exits of a user, the latest first. */
    ofUser: (userId: string, paging: Ordered = {}) =>
      ask(
        source,
        { pipeline: 'Chat', index: 'byUser', of: userId, item: listed },
        { order: 'newest', ...paging },
      ),
  }
}

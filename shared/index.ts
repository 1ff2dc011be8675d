/*
 * What others build on: `import { … } from 'commbox-webhooks'`.
 */

// The read client: one request for each question.
export { NoBucketError } from './client/bodies.ts'
export type { ChatExit, LatestExit, ListedExit } from './client/chats.ts'
export { type ReadClient, readClient } from './client/client.ts'
export type {
  AgentAction,
  Conversation,
  ConversationEvent,
  KnownConversation,
  ListedConversation,
  TaggedConversation,
} from './client/conversation-items.ts'
export { InvalidCursorError } from './client/cursor.ts'
export type { Form, LatestForm, ListedForm } from './client/forms.ts'
export type { Instant } from './client/instant.ts'
export { UnexpectedItemError } from './client/item.ts'
export type { ListedQuarantined, QuarantineRow } from './client/quarantine.ts'
export { everyItem, type Order, type Ordered, type Page, type Paging } from './client/question.ts'
export type { LatestScore, ListedScore, Score } from './client/satisfaction.ts'
export { type Source, tableNamesIn } from './client/source.ts'
export type { EventOptions, Span } from './client/span.ts'
export type { ListedTag, Tag, TagEvent, TagGroup } from './client/tags.ts'
export type { TimelineEntry } from './client/timeline.ts'
export type { KnownUser, ListedUser, PresentAgent, User, UserEvent } from './client/user-items.ts'
// CommBox's vocabulary.
export {
  activityTypes,
  nameOf,
  objectStatuses,
  objectTypes,
  streamProviders,
  tagTypes,
} from './commbox/enums.ts'
export { type Json, type JsonObject, parseJson } from './commbox/json.ts'
export { type Entity, entities, findByName } from './commbox/names.ts'
export { readTime } from './commbox/time.ts'
export type { IndexDefinition, TableDefinition } from './dynamodb/table.ts'
export type { EntityDefinition } from './entities/definition.ts'
export { definitions } from './entities/registry.ts'
export type { Reading, Trigger } from './entities/trigger.ts'
export type { Delivery, Issue, QuarantineReason } from './events/delivery.ts'
export { quarantineReasons } from './events/delivery.ts'
export { type EventDraft, eventMonth, eventTime, type IndexItem, type Registers } from './events/draft.ts'
export { type Event, eventsOf } from './events/event.ts'
export { eventItem } from './events/event-item.ts'
export { emptyState, fold, type State } from './events/register.ts'
export { type StateLayout, stateFrom, stateItem } from './events/state.ts'
export { type Pipeline, pipelines } from './runtime/names.ts'
// How a webhook becomes events, and events a state.
export { bodiesIn } from './store/bucket.ts'
export { tables } from './tables.ts'

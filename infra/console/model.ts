import type { ReadClient } from '../../shared/client/client.ts'
import type { Conversation } from '../../shared/client/conversation-items.ts'
import type { Tag } from '../../shared/client/tags.ts'
import type { User } from '../../shared/client/user-items.ts'
import { nameOf, objectStatuses } from '../../shared/commbox/enums.ts'
import { type FoundDrift, readDrift } from '../deployment/drift.ts'
import type { FunctionLog } from '../deployment/function-log.ts'
import { type Names, namesIn, tagsOf, text } from '../text/names.ts'
import type { Arrival, Arrivals } from './arrivals.ts'
import { type ConversationHistory, readConversation } from './reading/conversation.ts'
import { readPages } from './reading/pages.ts'
import { type Quarantine, readQuarantine } from './reading/quarantine.ts'
import { readScores, type Score } from './reading/scores.ts'
import type { View } from './view.ts'

/** Everything that a page shows. */
export type Model = {
  view: View
  names: Names
  /** `count` is since the start; `latest` is newest first. */
  arrivals: { count: number; latest: Arrival[] }
  /** `chosen` are those that match the view, the last updated first; `all` is how many there are. */
  conversations: { chosen: Conversation[]; all: number; statuses: [id: string, name: string][] }
  /** The conversation that is open. */
  conversation: ConversationHistory | undefined
  /** Those who are logged in first. */
  users: User[]
  scores: Score[]
  quarantine: Quarantine
  /** What this version does not know; `count` is since the start. */
  drift: FoundDrift[]
  /** The result of the last form that was sent. */
  notice: string
  /** Whether the page is of a deployed stack: it has no arrivals and no forms that write. */
  isReadOnly?: true
}

const mostArrivals = 25
const mostOfContact = 500

/** What three tables have of all conversations, users and tags. */
export type Lists = { states: Conversation[]; users: User[]; tags: Tag[] }

/** Scans the three tables. */
export async function readLists(client: ReadClient): Promise<Lists> {
  const [states, users, tags] = await Promise.all([
    Array.fromAsync(client.conversations.scan()),
    Array.fromAsync(client.users.scan()),
    Array.fromAsync(client.tags.scan()),
  ])
  return { states, users, tags }
}

/** Reads everything that a page shows. By default it scans three tables, as suits the small ones of a local stack. */
export async function readModel(
  client: ReadClient,
  arrivals: Arrivals,
  view: View,
  notice: string,
  log: Pick<FunctionLog, 'driftSince'>,
  lists: () => Promise<Lists> = () => readLists(client),
): Promise<Model> {
  const now = new Date()
  const [{ states, users, tags }, scores, quarantine, drift, ofContact] = await Promise.all([
    lists(),
    readScores(client, now),
    readQuarantine(client, now),
    readDrift(client, log, 0),
    view.find === undefined ? new Set<string>() : idsOfContact(client, view.find),
  ])
  const names = namesIn(users, tags, states)
  const { conversation: open } = view
  return {
    view,
    names,
    arrivals: { count: arrivals.count(), latest: arrivals.latest(mostArrivals) },
    conversations: {
      chosen: states.filter((state) => isChosen(state, view, names, ofContact)).toSorted(latestFirst),
      all: states.length,
      statuses: statusesIn(states),
    },
    conversation: open === undefined ? undefined : await readConversation(client, open, names),
    users: users.toSorted(
      (a, b) => Number(b.loggedIn ?? false) - Number(a.loggedIn ?? false) || latestFirst(a, b),
    ),
    scores,
    quarantine,
    drift: drift.filter(({ isKnown }) => !isKnown),
    notice,
  }
}

type Updated = Pick<Conversation | User, 'updatedAt'>

function latestFirst(a: Updated, b: Updated): number {
  return text(a.updatedAt) < text(b.updatedAt) ? 1 : -1
}

/** The ids of the conversations of everyone who is or was known by a phone number or an e-mail address. */
async function idsOfContact({ conversations }: ReadClient, contact: string): Promise<ReadonlySet<string>> {
  const asks = contact.includes('@')
    ? conversations.byEmail
    : /\d{4}/.test(contact.replace(/[\s().-]/g, ''))
      ? conversations.byPhone
      : undefined
  if (asks === undefined) return new Set()
  const { items } = await readPages(mostOfContact, (cursor) => asks(contact, { cursor }))
  return new Set(items.map(({ objectId }) => objectId))
}

/**
 * Whether a conversation matches the view: its status, and any text that the page shows of it, or a phone number or
 * e-mail address of its customers.
 */
function isChosen(
  state: Conversation,
  { status, find }: View,
  names: Names,
  ofContact: ReadonlySet<string>,
): boolean {
  if (status !== undefined && state.statusId !== status) return false
  if (find === undefined || ofContact.has(state.objectId)) return true
  const { objectId, customerId, customerName, customerPhone, customerEmail, channel, lastMessageText } = state
  const shown = [
    ...[objectId, customerId, customerName, customerPhone, customerEmail, channel, lastMessageText].map(text),
    names.channel(text(state.streamId)),
    names.person(text(state.managerId)),
    ...tagsOf(state, names).map(({ name }) => name),
  ]
  return shown.join('\n').toLowerCase().includes(text(find).toLowerCase())
}

/** The statuses that any conversation has, in the order of their ids. */
function statusesIn(states: readonly Conversation[]): [string, string][] {
  const ids = new Set(states.map(({ statusId }) => text(statusId)).filter(Boolean))
  return [...ids]
    .toSorted((a, b) => Number(a) - Number(b))
    .map((id): [string, string] => [id, nameOf(objectStatuses, id)])
}

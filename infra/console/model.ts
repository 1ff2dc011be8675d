import { nameOf, objectStatuses } from '../../shared/commbox/enums.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import type { Arrival, Arrivals } from './arrivals.ts'
import { type Conversation, readConversation } from './reading/conversation.ts'
import { type Names, namesIn, tagsOf, text } from './reading/names.ts'
import { readQuarantine } from './reading/quarantine.ts'
import { readScores, type Score } from './reading/scores.ts'
import { type Source, statesIn } from './reading/source.ts'
import type { View } from './view.ts'

/** All that a page shows. */
export type Model = {
  view: View
  names: Names
  arrivals: { count: number; latest: Arrival[] }
  /** Those that the view chooses, the latest first, and of how many. */
  conversations: { chosen: JsonObject[]; all: number; statuses: [id: string, name: string][] }
  conversation: Conversation | undefined
  users: JsonObject[]
  scores: Score[]
  quarantine: JsonObject[]
  /** What came of the last thing that was asked for here. */
  notice: string
}

const conversationAttributes = [
  'objectId updatedAt statusId status streamId streamName streamNames channel managerId customerId customerName',
  'customerPhone customerEmail tagIds tags lastMessageText lastMessageFrom',
].flatMap((names) => names.split(' '))
const userAttributes =
  'userId updatedAt firstName lastName email phone1 phone2 uniqueId loggedIn lastLoginAt lastLogoutAt tagIds tags'.split(
    ' ',
  )

const mostArrivals = 25

export async function readModel(
  source: Source,
  arrivals: Arrivals,
  view: View,
  notice: string,
): Promise<Model> {
  const now = new Date()
  const [states, users, tags, scores, quarantine, conversation] = await Promise.all([
    statesIn(source, 'Object', conversationAttributes),
    statesIn(source, 'User', userAttributes),
    statesIn(source, 'Tag', ['tagId', 'name']),
    readScores(source, now),
    readQuarantine(source, now),
    view.conversation === undefined ? undefined : readConversation(source, view.conversation),
  ])
  const names = namesIn(users, tags, states)
  return {
    view,
    names,
    arrivals: { count: arrivals.count(), latest: arrivals.latest(mostArrivals) },
    conversations: {
      chosen: states.filter((state) => isChosen(state, view, names)).toSorted(byTime),
      all: states.length,
      statuses: statusesIn(states),
    },
    conversation,
    users: users.toSorted(
      (a, b) => Number(b.loggedIn ?? false) - Number(a.loggedIn ?? false) || byTime(a, b),
    ),
    scores,
    quarantine,
    notice,
  }
}

/** The latest first. */
function byTime(a: JsonObject, b: JsonObject): number {
  return text(a.updatedAt) < text(b.updatedAt) ? 1 : -1
}

function isChosen(state: JsonObject, { status, find }: View, names: Names): boolean {
  if (status !== undefined && state.statusId !== status) return false
  if (find === undefined) return true
  const { customerName, customerPhone, customerEmail, channel, managerId, lastMessageText } = state
  const shown = [
    ...[
      state.objectId,
      state.customerId,
      customerName,
      customerPhone,
      customerEmail,
      channel,
      lastMessageText,
    ],
    names.stream(text(state.streamId)),
    names.person(text(managerId)),
    ...tagsOf(state, names).map(({ name }) => name),
  ]
  return shown.map(text).join('\n').toLowerCase().includes(find.toLowerCase())
}

function statusesIn(states: readonly JsonObject[]): [string, string][] {
  const ids = new Set(states.map(({ statusId }) => text(statusId)).filter(Boolean))
  return [...ids]
    .toSorted((a, b) => Number(a) - Number(b))
    .map((id): [string, string] => [id, nameOf(objectStatuses, id)])
}

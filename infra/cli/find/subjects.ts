import type { ReadClient } from '../../../shared/client/client.ts'
import type { Ordered, Page } from '../../../shared/client/question.ts'
import type { Span } from '../../../shared/client/span.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'

type Asked = Ordered & Span & { status?: string | undefined }

/** A way to choose: an option with a value, and the question that it puts. */
type Selector = {
  flag: string
  description: string
  ask(client: ReadClient, value: string, asked: Asked): Promise<Page<JsonObject>>
}

/** What can be found, by which selectors, and which attributes a line shows. */
export type Subject = {
  name: string
  description: string
  /** The first option is the one of the example. */
  selectors: readonly Selector[]
  columns: readonly string[]
  /** Takes --from and --to. */
  hasSpan?: true
  /** Takes --status. */
  hasStatus?: true
  example: string
}

/** Every question about more than one thing that the tables answer with one Query. */
export const subjects: readonly Subject[] = [
  {
    name: 'conversations',
    description: 'conversations of a channel, a customer, an agent, with a tag',
    selectors: [
      {
        flag: '--channel <id>',
        description: 'of a channel (stream), newest first',
        ask: ({ conversations }, id, { status, ...asked }) =>
          conversations.inChannel(id, { ...asked, statusId: status }),
      },
      {
        flag: '--customer <id>',
        description: 'of a customer, newest first',
        ask: ({ conversations }, id, asked) => conversations.ofCustomer(id, asked),
      },
      {
        flag: '--agent <id>',
        description: 'that an agent holds now, newest first',
        ask: ({ conversations }, id, asked) => conversations.heldBy(id, asked),
      },
      {
        flag: '--tag <id>',
        description: 'that carry a tag, the last tagged first',
        ask: ({ conversations }, id, asked) => conversations.withTag(id, asked),
      },
    ],
    columns: [
      'objectId',
      'startedAt',
      'taggedAt',
      'status',
      'streamId',
      'customerId',
      'customerName',
      'managerId',
      'name',
      'group',
    ],
    hasStatus: true,
    example: '--channel 24569 --status 2',
  },
  {
    name: 'events',
    description: 'everything that happened in a conversation',
    selectors: [
      {
        flag: '--conversation <id>',
        description: 'of a conversation',
        ask: ({ conversations }, id, asked) => conversations.events(id, asked),
      },
    ],
    columns: ['occurredAt', 'trigger', 'activity', 'from', 'actorId', 'status', 'text'],
    hasSpan: true,
    example: '--conversation 3377699720568713 --order newest --limit 5',
  },
  {
    name: 'actions',
    description: 'what an agent did',
    selectors: [
      {
        flag: '--agent <id>',
        description: 'of an agent',
        ask: ({ conversations }, id, asked) => conversations.actionsOf(id, asked),
      },
    ],
    columns: ['occurredAt', 'objectId', 'trigger', 'activity'],
    hasSpan: true,
    example: '--agent 23571562 --from 2024-06-09 --to 2024-06-10',
  },
  {
    name: 'users',
    description: 'users by e-mail, phone or unique id; the agents who are logged in',
    selectors: [
      {
        flag: '--email <address>',
        description: 'with an e-mail address, capitals as they were told',
        ask: ({ users }, address, asked) => users.byEmail(address, asked),
      },
      {
        flag: '--phone <number>',
        description: 'with a phone number, their first or second',
        ask: ({ users }, number, asked) => users.byPhone(number, asked),
      },
      {
        flag: '--unique-id <id>',
        description: 'with a unique id, as an agent typed it in',
        ask: ({ users }, id, asked) => users.byUniqueId(id, asked),
      },
      {
        flag: '--logged-in',
        description: 'who are logged in now',
        ask: ({ users }, _value, asked) => users.loggedIn(asked),
      },
    ],
    columns: ['userId', 'firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId', 'lastLoginAt'],
    example: '--email bestagent@commbox.io',
  },
  {
    name: 'sessions',
    description: "an agent's log-ins and log-outs",
    selectors: [
      {
        flag: '--agent <id>',
        description: 'of an agent',
        ask: ({ users }, id, asked) => users.presence(id, asked),
      },
    ],
    columns: ['occurredAt', 'trigger', 'userId'],
    hasSpan: true,
    example: '--agent 23571002',
  },
  {
    name: 'scores',
    description: 'satisfaction scores of a conversation, a day, a month',
    selectors: ofConversationDayAndMonth(({ satisfaction }) => satisfaction),
    columns: ['occurredAt', 'objectId', 'score', 'description'],
    example: '--month 2026-11',
  },
  {
    name: 'tags',
    description: 'the tags of a group',
    selectors: [
      {
        flag: '--group <id>',
        description: 'of a group',
        ask: ({ tags }, id, asked) => tags.inGroup(id, asked),
      },
    ],
    columns: ['tagId', 'name', 'type'],
    example: '--group 3377699720528190',
  },
  {
    name: 'forms',
    description: 'forms of a conversation, a day, a month',
    selectors: ofConversationDayAndMonth(({ forms }) => forms),
    columns: ['occurredAt', 'objectId', 'formUrl', 'properties'],
    example: '--day 2026-11-24',
  },
  {
    name: 'exits',
    description: 'chat exits of a conversation, of a user',
    selectors: [
      {
        flag: '--conversation <id>',
        description: 'of a conversation',
        ask: ({ chats }, id, asked) => chats.ofConversation(id, asked),
      },
      {
        flag: '--user <id>',
        description: 'of a user, the latest first',
        ask: ({ chats }, id, asked) => chats.ofUser(id, asked),
      },
    ],
    columns: ['occurredAt', 'objectId', 'userId'],
    example: '--user 3377699720575717',
  },
]

type Ask = (value: string, asked: Asked) => Promise<Page<JsonObject>>

/** The ways to choose what was submitted in a conversation, and is counted by day and month. */
function ofConversationDayAndMonth(
  of: (client: ReadClient) => Record<'ofConversation' | 'ofDay' | 'ofMonth', Ask>,
): Selector[] {
  return [
    {
      flag: '--conversation <id>',
      description: 'of a conversation',
      ask: (client, id, asked) => of(client).ofConversation(id, asked),
    },
    {
      flag: '--day <day>',
      description: 'of a UTC day, such as 2026-11-24',
      ask: (client, day, asked) => of(client).ofDay(day, asked),
    },
    {
      flag: '--month <month>',
      description: 'of a UTC month, such as 2026-11',
      ask: (client, month, asked) => of(client).ofMonth(month, asked),
    },
  ]
}

import type { Entity } from '../../../shared/commbox/names.ts'
import { ofConversationDayAndMonth, type Subject, withStates } from './subject.ts'

/** The questions about several things of each entity that its table answers with one Query. */
const ofEntities: Readonly<Record<Entity, readonly Subject[]>> = {
  Object: [
    {
      name: 'conversations',
      description: 'query conversations by channel, customer, phone, e-mail, agent or tag',
      selectors: [
        {
          flag: '--channel <id>',
          description: 'in a channel (stream), newest first',
          ask: ({ conversations }, id, { status, ...asked }) =>
            conversations.inChannel(id, { ...asked, statusId: status }),
        },
        {
          flag: '--customer <id>',
          description: 'of a customer, newest first',
          ask: ({ conversations }, id, asked) => conversations.ofCustomer(id, asked),
        },
        {
          flag: '--phone <number>',
          description: 'of a customer who has or had a phone number',
          ask: ({ conversations }, number, asked) =>
            withStates(conversations.byPhone(number, asked), ({ objectId }) => conversations.get(objectId)),
        },
        {
          flag: '--email <address>',
          description: 'of a customer who has or had an e-mail address',
          ask: ({ conversations }, address, asked) =>
            withStates(conversations.byEmail(address, asked), ({ objectId }) => conversations.get(objectId)),
        },
        {
          flag: '--agent <id>',
          description: 'that an agent holds now, newest first',
          ask: ({ conversations }, id, asked) => conversations.heldBy(id, asked),
        },
        {
          flag: '--tag <id>',
          description: 'with a tag, the last tagged first',
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
      description: 'list everything that happened in a conversation',
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
      description: 'list what an agent did',
      selectors: [
        {
          flag: '--agent <id>',
          description: 'of an agent',
          ask: ({ conversations }, id, asked) => conversations.actionsOf(id, asked),
        },
      ],
      columns: ['occurredAt', 'objectId', 'trigger', 'activity'],
      hasSpan: true,
      example: '--agent 23571562 --from 2024-06-09 --to 2024-06-09',
    },
  ],
  User: [
    {
      name: 'users',
      description: 'query users by e-mail, phone or unique id, and who is logged in',
      selectors: [
        {
          flag: '--email <address>',
          description: 'who have or had an e-mail address',
          ask: ({ users }, address, asked) =>
            withStates(users.byEmail(address, asked), ({ userId }) => users.get(userId)),
        },
        {
          flag: '--phone <number>',
          description: 'who have or had a phone number',
          ask: ({ users }, number, asked) =>
            withStates(users.byPhone(number, asked), ({ userId }) => users.get(userId)),
        },
        {
          flag: '--unique-id <id>',
          description: 'with a unique id, as an agent typed it in',
          ask: ({ users }, id, asked) => users.byUniqueId(id, asked),
        },
        {
          flag: '--logged-in',
          description: 'agents who are logged in now',
          ask: ({ users }, _value, asked) => users.loggedIn(asked),
        },
      ],
      columns: ['userId', 'firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId', 'lastLoginAt'],
      example: '--email bestagent@commbox.io',
    },
    {
      name: 'sessions',
      description: "list an agent's log-ins and log-outs",
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
  ],
  Satisfaction: [
    {
      name: 'scores',
      description: 'query satisfaction scores by conversation, day or month',
      selectors: ofConversationDayAndMonth(({ satisfaction }) => satisfaction),
      columns: ['occurredAt', 'objectId', 'score', 'description'],
      example: '--month 2026-11',
    },
  ],
  Tag: [
    {
      name: 'tags',
      description: 'list the tags of a group',
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
  ],
  Form: [
    {
      name: 'forms',
      description: 'query forms by conversation, day or month',
      selectors: ofConversationDayAndMonth(({ forms }) => forms),
      columns: ['occurredAt', 'objectId', 'formUrl', 'properties'],
      example: '--day 2026-11-24',
    },
  ],
  Chat: [
    {
      name: 'exits',
      description: 'query chat exits by conversation or user',
      selectors: [
        {
          flag: '--conversation <id>',
          description: 'of a conversation',
          ask: ({ chats }, id, asked) => chats.ofConversation(id, asked),
        },
        {
          flag: '--user <id>',
          description: 'of a user, newest first',
          ask: ({ chats }, id, asked) => chats.ofUser(id, asked),
        },
      ],
      columns: ['occurredAt', 'objectId', 'userId'],
      example: '--user 3377699720575717',
    },
  ],
}

/** Every question that `find` asks. */
export const subjects: readonly Subject[] = Object.values(ofEntities).flat()

import { type Subject, withStates } from '../subject.ts'

/** What `find` asks about conversations. */
export const objectSubjects: readonly Subject[] = [
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
]

import { readStatus } from '../../arguments/status.ts'
import { type Subject, withStates } from '../subject.ts'
import { channels } from './lists.ts'
import { eventSubjects } from './object-events.ts'

const conversations: Subject = {
  name: 'conversations',
  description: 'query conversations by channel, status, customer, agent, tag, …',
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
    {
      flag: '--status <status>',
      description: 'in a status, such as 2 or Resolved: of --channel, or of all channels',
      read: readStatus,
      narrows: 'channel',
      ask: ({ conversations }, id, asked) => conversations.inStatus(id, asked),
      scans: [{ pipeline: 'Object', index: 'byChannelAndStatus' }],
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
  example: '--channel 24569 --status 2',
}

/** What `find` asks about conversations. */
export const objectSubjects: readonly Subject[] = [conversations, channels, ...eventSubjects]

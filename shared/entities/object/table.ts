import type { TableDefinition } from '../../dynamodb/table.ts'

/** What a list of conversations shows of each. `lastMessageAt` and its like would double the cost of a message. */
const summary = ['statusId', 'status', 'streamId', 'customerId', 'customerName', 'managerId', 'startedAt']

/**
 * Conversations by CommBox's id. Only state items have `startedAt`, only event items `occurredAt`,
 * only tag items `taggedAt`, only contact items `contactKey`: that keeps each index to its own kind of item.
 */
export const objectTable = {
  partitionKey: 'objectId',
  indexes: {
    byChannel: { partitionKey: 'streamId', sortKey: 'startedAt', include: summary },
    byChannelAndStatus: { partitionKey: 'channelStatus', sortKey: 'startedAt', include: summary },
    byCustomer: { partitionKey: 'customerId', sortKey: 'startedAt', include: summary },
    byManager: { partitionKey: 'managerId', sortKey: 'startedAt', include: summary },
    byActor: {
      partitionKey: 'actorId',
      sortKey: 'occurredAt',
      include: ['trigger', 'activity', 'activityType', 'activityId', 'messageId'],
    },
    byContact: { partitionKey: 'contactKey', sortKey: 'knownSince', include: [] },
    byTag: { partitionKey: 'tagId', sortKey: 'taggedAt', include: ['name', 'group'] },
  },
} as const satisfies TableDefinition

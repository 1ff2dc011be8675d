import type { Entity } from '../../../shared/commbox/names.ts'
import { tables } from '../../../shared/tables.ts'

export type Kind = 'events' | 'states'

/** What every event has, before and after what its entity adds. */
const before = ['occurredAt', 'receivedAt', 'trigger']
const after = ['eventId', 'deliveryId', 'brand', 'payloadKey', 'payload']

const ofEvents: Readonly<Record<Entity, readonly string[]>> = {
  Object: [
    'messageId',
    'text',
    'from',
    'managerId',
    'activityId',
    'activityType',
    'activity',
    'actorId',
    'statusId',
    'status',
    'tagId',
    'action',
  ],
  User: ['tagId', 'action'],
  Satisfaction: ['score', 'description'],
  Tag: [],
  Form: ['formUrl', 'properties'],
  Chat: ['userId'],
}

const tagged = ['tagIds', 'tags']

const ofStates: Readonly<Record<Entity, readonly string[]>> = {
  Object: [
    ...[
      'createdAt',
      'startedAt',
      'updatedAt',
      'statusId',
      'status',
      'streamId',
      'subStreamId',
      'streamName',
      'channel',
    ],
    ...['assigned', 'managerId', 'customerId', 'customerName', 'customerPhone', 'customerEmail', ...tagged],
    ...[
      'participants',
      'followUpAt',
      'summary',
      'redactedAt',
      'lastMessageAt',
      'lastMessageFrom',
      'lastMessageText',
    ],
  ],
  User: [
    ...[
      'updatedAt',
      'email',
      'phone1',
      'phone2',
      'uniqueId',
      'firstName',
      'lastName',
      'locale',
      'remarks',
      'content',
    ],
    ...['loggedIn', 'lastLoginAt', 'lastLogoutAt', ...tagged],
  ],
  Satisfaction: ['submittedAt', 'score', 'description', 'updatedAt'],
  Tag: [
    ...['tagId', 'groupId', 'name', 'typeId', 'type', 'isObject', 'isUser', 'unit', 'unitValidationType'],
    ...['unitValidation', 'defaultValue', 'deleted', 'updatedAt'],
  ],
  Form: ['submittedAt', 'formUrl', 'properties', 'updatedAt'],
  Chat: ['lastExitAt', 'userId', 'updatedAt'],
}

/** The columns of a CSV file: the data dictionary's attributes, the key first. */
export function columnsOf(entity: Entity, kind: Kind): string[] {
  const own = kind === 'states' ? ofStates[entity] : [...before, ...ofEvents[entity], ...after]
  return [tables[entity].partitionKey, ...own]
}

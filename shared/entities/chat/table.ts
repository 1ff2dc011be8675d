import type { TableDefinition } from '../../dynamodb/table.ts'

/** Chat exits by conversation. Only event items have `occurredAt`, so the index holds no state. */
export const chatTable = {
  partitionKey: 'objectId',
  indexes: {
    byUser: { partitionKey: 'userId', sortKey: 'occurredAt', include: [] },
  },
} as const satisfies TableDefinition

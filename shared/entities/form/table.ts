import type { TableDefinition } from '../../dynamodb/table.ts'

/** Submitted forms by conversation. `month` is `YYYY-MM` of the submission, only on event items. */
export const formTable = {
  partitionKey: 'objectId',
  indexes: {
    byMonth: { partitionKey: 'month', sortKey: 'occurredAt', include: ['formUrl'] },
  },
} as const satisfies TableDefinition

import type { TableDefinition } from '../../dynamodb/table.ts'

/** Satisfaction scores by conversation. `month` is `YYYY-MM` of the submission, only on event items. */
export const satisfactionTable = {
  partitionKey: 'objectId',
  indexes: {
    byMonth: { partitionKey: 'month', sortKey: 'occurredAt', include: ['score', 'description'] },
  },
} as const satisfies TableDefinition

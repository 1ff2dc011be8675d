import type { TableDefinition } from '../dynamodb/table.ts'

/** Deliveries that could not be stored as events, by the UTC day (`YYYY-MM-DD`) on which they came. */
export const quarantineTable = {
  partitionKey: 'day',
  indexes: {
    byReason: {
      partitionKey: 'day',
      sortKey: 'reasonRecord',
      include: ['reason', 'path', 'entity', 'trigger', 'brand', 'replayedAt', 'issues'],
    },
  },
} as const satisfies TableDefinition

/** How long a quarantined delivery is kept, in days. */
export const quarantineRetentionDays = 90

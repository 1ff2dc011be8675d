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

/** The partition, beside the days, that remembers what CommBox sent and the vocabulary does not know. */
export const driftKey = 'drift'

/** At most so many kinds of it are remembered. */
export const mostDrift = 500

/** How long a quarantined delivery is kept, in days, unless its stage says otherwise; and a kind of drift. */
export const defaultQuarantineRetention = 90

import type { Table } from '../dynamodb/database.ts'
import type { ErasableBodies } from '../events/large-bodies.ts'

/** The table of an entity. */
export type Database = Table & {
  /** The payloads that are too large for its items. */
  bodies: ErasableBodies
  /** How long events are kept, in days; for ever if absent. */
  retentionDays?: number | undefined
  /** How long states are kept after their last change, in days; for ever if absent. */
  stateRetentionDays?: number | undefined
  /** The country of phone numbers that begin with a single 0, such as `972`; such a number keeps its 0 without it. */
  defaultCountryCode?: string | undefined
}

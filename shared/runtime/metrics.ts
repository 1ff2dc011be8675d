/** The metrics that the functions count, with their CloudWatch units. */
export const metricUnits = {
  /** Deliveries that were queued as events. */
  Accepted: 'Count',
  /** Deliveries that were answered with 4xx: for their token, URL or content. */
  Refused: 'Count',
  /** Deliveries that went to quarantine. */
  Quarantined: 'Count',
  /** Events that were written. */
  Stored: 'Count',
  /** Events that were stored already. */
  Repeated: 'Count',
  /** States that another consumer changed before they could be written. */
  Conflicts: 'Count',
  /** From the receipt of a delivery until its event was stored: of events that share a line, the oldest. */
  AgeToStored: 'Milliseconds',
  /** Activities whose type is not in our list: CommBox has added one. */
  UnknownActivityTypes: 'Count',
  /** Events that were withdrawn, and came again. */
  Withdrawn: 'Count',
  /** Events of another brand than the thing's events before: CommBox's ids need not differ between brands. */
  BrandConflicts: 'Count',
  /** What deliveries have that the vocabulary does not know: of every kind, each counted once a delivery. */
  Drift: 'Count',
  /** Envelopes that name an entity or trigger that is not in our list. */
  UnknownTriggers: 'Count',
} as const
export type Metric = keyof typeof metricUnits
export type Metrics = Partial<Record<Metric, number>>

/**
 * What ordinary deliveries count. Filters of CloudWatch Logs make these metrics of the lines' members, since the
 * embedded format would be more than half of a line, and each byte is charged.
 */
export const filtered: readonly Metric[] = ['Accepted', 'Stored', 'AgeToStored']

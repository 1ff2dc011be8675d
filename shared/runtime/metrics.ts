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
  /** From the receipt of a delivery until its event was stored. */
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
/** Numbers to add up, or lists of at most 100 values that count one by one. */
export type Metrics = Partial<Record<Metric, number | number[]>>

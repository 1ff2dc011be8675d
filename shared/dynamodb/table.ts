/** Keys and indexes of one DynamoDB table. All key attributes are strings. */
export type TableDefinition = {
  readonly partitionKey: string
  readonly indexes: Readonly<Record<string, IndexDefinition>>
}

/** A global secondary index: it holds the items that have all of its key attributes, and no others. */
export type IndexDefinition = {
  readonly partitionKey: string
  readonly sortKey?: string
  /** Attributes that the index shows besides the keys. One that changes often makes every write cost more. */
  readonly include: readonly string[]
}

/** The sort key of every table: `state`, or `event#<occurredAt>#<eventId>`, or another kind of item. */
export const sortKey = 'record'

/** The sort key's value of a state item. */
export const stateRecord = 'state'

/** The attribute by which DynamoDB expires items, in seconds since 1970 (UTC). */
export const ttlAttribute = 'expiresAt'

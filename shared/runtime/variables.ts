/*
 * The CDK app loads this file, as names.ts: it must import neither the SDK nor valibot.
 */
import type { Entity } from '../commbox/names.ts'
import type { Pipeline } from './names.ts'

/** Environment variables of the functions. */
export const environment = {
  /** Ingest: `<label>:<SHA-256 of a token in hex>`, several separated by commas. */
  tokenHashes: 'TOKEN_HASHES',
  /** Ingest: the URL of a pipeline's queue. */
  queueUrl: (pipeline: Pipeline): string => `${pipeline.toUpperCase()}_QUEUE_URL`,
  /** Entity consumer: whose events it stores. */
  entity: 'ENTITY',
  /** Entity consumer: the entity's table. */
  tableName: 'TABLE_NAME',
  /** Ingest and the entity consumers: the bucket of large bodies. */
  bucketName: 'BUCKET_NAME',
  /** Every consumer: the table for what can never be stored as an event. */
  quarantineTableName: 'QUARANTINE_TABLE_NAME',
  /** Ingest: what tokens may be used for, as JSON by their labels; everything if not set. */
  tokenScopes: 'TOKEN_SCOPES',
  /** Ingest: the allowed brands, separated by commas; all if not set. Every consumer: those that are logged. */
  brands: 'BRANDS',
  /** Ingest: `true` if a delivery without a brand is refused. */
  requiresBrand: 'REQUIRES_BRAND',
  /** Ingest: the allowed source networks (`192.0.2.0/24`), separated by commas; all if not set. */
  sourceCidrs: 'SOURCE_CIDRS',
  /** Entity consumer: days until events expire; never if not set. */
  eventRetentionDays: 'EVENT_RETENTION_DAYS',
  /** Entity consumer: days after its last change until a state expires; never if not set. */
  stateRetentionDays: 'STATE_RETENTION_DAYS',
  /** Every consumer: days until a quarantined delivery expires. */
  quarantineRetentionDays: 'QUARANTINE_RETENTION_DAYS',
  /** Entity consumer: the country of phone numbers that begin with a single 0, such as `972`; none if not set. */
  defaultCountryCode: 'DEFAULT_COUNTRY_CODE',
  /** Event forwarder: the bus. */
  busName: 'BUS_NAME',
  /** Event forwarder: the table of an entity. */
  entityTableName: (entity: Entity): string => `${entity.toUpperCase()}_TABLE_NAME`,
  /** Event forwarder: `true` if stored events have their payloads on the bus. */
  eventPayloads: 'EVENT_PAYLOADS',
  /** Event forwarder: `true` if the bus also gets what commands write. */
  eventsOfCommands: 'EVENTS_OF_COMMANDS',
  /** Every function: the stack's name, under which metrics are counted. */
  stackName: 'STACK_NAME',
  /** Every function: `stack`, or `trigger` to count metrics by entity and trigger as well. */
  metricDetail: 'METRIC_DETAIL',
} as const

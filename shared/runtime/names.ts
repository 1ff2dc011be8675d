/*
 * The names that the CDK app and the functions share, each written once. The CDK app loads this file, so that it
 * must import neither the SDK nor valibot.
 */
import { entities } from '../commbox/names.ts'

/** What has a queue, a dead-letter queue, a consumer and a table: every entity, and quarantine. */
export const pipelines = [...entities, 'Quarantine'] as const
export type Pipeline = (typeof pipelines)[number]

/** The title of each pipeline's table, in the stack's outputs and in the documentation. */
export const tableTitles: Record<Pipeline, string> = {
  Object: 'Objects',
  User: 'Users',
  Satisfaction: 'Satisfaction',
  Tag: 'Tags',
  Form: 'Forms',
  Chat: 'Chats',
  Quarantine: 'Quarantine',
}

/** After so many seconds Lambda stops a consumer. */
export const consumerTimeout = 30

/** The keys of the stack's outputs; `cdk deploy --outputs-file` and `npm start` write the same. */
export const outputs = {
  webhookUrl: 'WebhookUrl',
  table: (pipeline: Pipeline) => `${tableTitles[pipeline]}Table`,
  queue: (pipeline: Pipeline) => `${pipeline}Queue`,
  bucket: 'LargeBodiesBucket',
  /** Only if the stage has one. */
  defaultCountryCode: 'DefaultCountryCode',
  reportTimeZone: 'ReportTimeZone',
  /** In days, as `Object=730,User=730`; only if the stage has one. */
  stateRetention: 'StateRetention',
  /** In days. */
  quarantineRetention: 'QuarantineRetention',
  deadLetterQueue: (pipeline: Pipeline) => `${pipeline}DeadLetterQueue`,
}

/** Name of the stack of the default stage, and so the first key of an outputs file. */
export const stackName = 'CommBoxWebhooks'

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
  /** Every function: the stack's name, under which metrics are counted. */
  stackName: 'STACK_NAME',
  /** Every function: `stack`, or `trigger` to count metrics by entity and trigger as well. */
  metricDetail: 'METRIC_DETAIL',
} as const

/** The CloudWatch namespace of the functions' metrics. */
export const metricNamespace = 'CommBoxWebhooks'

/** The path of webhooks; `/<entity>` and `/<entity>/<trigger>` may follow. */
export const webhookPath = '/webhooks'

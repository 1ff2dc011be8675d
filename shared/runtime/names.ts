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
  /** The ARN of a table's stream, for consumers of your own. */
  stream: (pipeline: Pipeline) => `${tableTitles[pipeline]}Stream`,
  queue: (pipeline: Pipeline) => `${pipeline}Queue`,
  bucket: 'LargeBodiesBucket',
  /** The ARN of the topic that every alarm notifies, for subscriptions of your own. */
  alarmTopic: 'AlarmTopic',
  /** Only if the stage has one. */
  defaultCountryCode: 'DefaultCountryCode',
  reportTimeZone: 'ReportTimeZone',
  /** In days, as `Object=730,User=730`; only if the stage has one. */
  stateRetention: 'StateRetention',
  /** In days. */
  quarantineRetention: 'QuarantineRetention',
  /** Only if the stage has an event bus. */
  eventBus: 'EventBus',
  eventDeadLetterQueue: 'EventsDeadLetterQueue',
  deadLetterQueue: (pipeline: Pipeline) => `${pipeline}DeadLetterQueue`,
}

/** Name of the stack of the default stage, and so the first key of an outputs file. */
export const stackName = 'CommBoxWebhooks'

/** The CloudWatch namespace of the functions' metrics. */
export const metricNamespace = 'CommBoxWebhooks'

/** The path of webhooks; `/<entity>` and `/<entity>/<trigger>` may follow. */
export const webhookPath = '/webhooks'

import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { type Entity, entities } from '../shared/commbox/names.ts'
import { environment, outputs, type Pipeline, pipelines, tableTitles } from '../shared/runtime/names.ts'
import { tables } from '../shared/tables.ts'
import { type Configuration, formatTokenHashes } from './configuration.ts'
import { BodyBucket } from './constructs/body-bucket.ts'
import { EntityPipeline } from './constructs/entity-pipeline.ts'
import { EntityTable } from './constructs/entity-table.ts'
import { IngestApi } from './constructs/ingest-api.ts'
import { Alarms } from './observability/alarms.ts'
import { ReceiverDashboard } from './observability/dashboard.ts'

/** What a consumer does to its own entity's table: it looks up states, and writes states and events. */
const consumerActions = ['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'DeleteItem', 'BatchWriteItem']

/** The whole receiver: one API, then a queue, a consumer and a table for each entity and for quarantine. */
export class CommBoxStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      stackName: id,
      description: `Receiver for CommBox webhooks (${configuration.name})`,
      terminationProtection: configuration.isProduction,
    })
    const api = new IngestApi(this, 'Ingest', {
      stage: configuration,
      environment: {
        [environment.tokenHashes]: formatTokenHashes(configuration.tokenHashes),
        ...listed(environment.brands, configuration.brands),
        ...listed(environment.sourceCidrs, configuration.sourceCidrs),
      },
    })
    const bucket = new BodyBucket(this, 'LargeBodies', configuration)
    bucket.handTo(api.receiver, 'PutObject', pipelines)
    this.output(outputs.bucket, bucket.bucketName, 'Bucket: bodies that are too large for a table')
    this.output(outputs.webhookUrl, api.webhookUrl, 'Where CommBox posts to; the token comes behind it')

    const quarantine = this.pipeline('Quarantine', 'quarantine.lambda.ts', configuration, api)
    quarantine.store.handTo(quarantine.consumer, environment.quarantineTableName, ['PutItem'])
    const ofEntities = entities.map((entity) => {
      const pipeline = this.entityPipeline(entity, configuration, api)
      pipeline.store.handTo(pipeline.consumer, environment.tableName, consumerActions)
      bucket.handTo(pipeline.consumer, 'GetObject', [entity])
      quarantine.store.handTo(pipeline.consumer, environment.quarantineTableName, ['PutItem'])
      return pipeline
    })
    const { receiver, accessLogs } = api
    const watched = { api: api.api, receiver, accessLogs, pipelines: [...ofEntities, quarantine] }
    new Alarms(this, 'Alarms', watched, configuration)
    new ReceiverDashboard(this, 'Overview', watched)
  }

  private entityPipeline(entity: Entity, configuration: Configuration, api: IngestApi) {
    // The entity is environment and not code: all six consumers are one bundle.
    const days = configuration.eventRetention[entity]
    return this.pipeline(entity, 'entity.lambda.ts', configuration, api, {
      [environment.entity]: entity,
      ...(days === undefined ? {} : { [environment.eventRetentionDays]: String(days) }),
    })
  }

  private pipeline(
    name: Pipeline,
    entry: string,
    stage: Configuration,
    api: IngestApi,
    variables: Record<string, string> = {},
  ) {
    const title = tableTitles[name]
    const store = new EntityTable(this, `${title}Store`, { definition: tables[name], stage })
    const pipeline = new EntityPipeline(this, `${name}Pipeline`, {
      entry,
      description: `Stores what CommBox says in the ${title} table`,
      environment: variables,
      stage,
      usesBucket: name !== 'Quarantine',
    })
    pipeline.handTo(api.receiver, environment.queueUrl(name))
    const { consumer, queue, deadLetterQueue } = pipeline
    const { table } = store
    this.output(outputs.table(name), table.tableName, `Table: ${title}`)
    this.output(outputs.queue(name), queue.queueUrl, `Queue: ${name}`)
    this.output(outputs.deadLetterQueue(name), deadLetterQueue.queueUrl, `Dead-letter queue: ${name}`)
    return { name, store, table, queue, deadLetterQueue, consumer }
  }

  private output(key: string, value: string, description: string): void {
    new CfnOutput(this, key, { value, description })
  }
}

/** A list as a function's environment has it; no variable where it is empty. */
function listed(variable: string, values: readonly string[]): Record<string, string> {
  return values.length === 0 ? {} : { [variable]: values.join(',') }
}

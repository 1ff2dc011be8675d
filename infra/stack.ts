import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import {
  type Entity,
  entities,
  environment,
  outputs,
  type Pipeline,
  pipelines,
  tableTitles,
} from '../shared/names.ts'
import { tables } from '../shared/tables.ts'
import { type Configuration, formatTokenHashes } from './configuration.ts'
import { BodyBucket } from './constructs/body-bucket.ts'
import { EntityPipeline } from './constructs/entity-pipeline.ts'
import { EntityTable } from './constructs/entity-table.ts'
import { IngestApi } from './constructs/ingest-api.ts'

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
      environment: { [environment.tokenHashes]: formatTokenHashes(configuration.tokenHashes) },
    })
    const bucket = new BodyBucket(this, 'LargeBodies', configuration)
    bucket.handTo(api.receiver, 'PutObject', pipelines)
    this.output(outputs.bucket, bucket.bucketName, 'Bucket: bodies that are too large for a table')
    this.output(outputs.webhookUrl, api.webhookUrl, 'Where CommBox posts to; the token comes behind it')

    const quarantine = this.pipeline('Quarantine', 'quarantine.lambda.ts', configuration, api)
    quarantine.table.handTo(quarantine.consumer, environment.quarantineTableName, ['PutItem'])
    for (const entity of entities) {
      const { consumer, table } = this.entityPipeline(entity, configuration, api)
      table.handTo(consumer, environment.tableName, consumerActions)
      bucket.handTo(consumer, 'GetObject', [entity])
      quarantine.table.handTo(consumer, environment.quarantineTableName, ['PutItem'])
    }
  }

  private entityPipeline(entity: Entity, configuration: Configuration, api: IngestApi) {
    // The entity is environment and not code: all six consumers are one bundle.
    return this.pipeline(entity, 'entity.lambda.ts', configuration, api, { [environment.entity]: entity })
  }

  private pipeline(
    name: Pipeline,
    entry: string,
    stage: Configuration,
    api: IngestApi,
    variables: Record<string, string> = {},
  ) {
    const title = tableTitles[name]
    const table = new EntityTable(this, `${title}Store`, { definition: tables[name], stage })
    const pipeline = new EntityPipeline(this, `${name}Pipeline`, {
      entry,
      description: `Stores what CommBox says in the ${title} table`,
      environment: variables,
      stage,
      usesBucket: name !== 'Quarantine',
    })
    pipeline.handTo(api.receiver, environment.queueUrl(name))
    this.output(outputs.table(name), table.tableName, `Table: ${title}`)
    this.output(outputs.queue(name), pipeline.queueUrl, `Queue: ${name}`)
    this.output(outputs.deadLetterQueue(name), pipeline.deadLetterQueueUrl, `Dead-letter queue: ${name}`)
    return { table, consumer: pipeline.consumer }
  }

  private output(key: string, value: string, description: string): void {
    new CfnOutput(this, key, { value, description })
  }
}

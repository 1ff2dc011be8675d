import { CfnOutput, Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { type Entity, entities } from '../shared/commbox/names.ts'
import { driftKey } from '../shared/quarantine/table.ts'
import { outputs, type Pipeline, pipelines, tableTitles } from '../shared/runtime/names.ts'
import { environment } from '../shared/runtime/variables.ts'
import { tables } from '../shared/tables.ts'
import { type Configuration, formatTokenHashes, formatTokenScopes } from './configuration.ts'
import { BodyBucket } from './constructs/body-bucket.ts'
import { EntityPipeline } from './constructs/entity-pipeline.ts'
import { EntityTable } from './constructs/entity-table.ts'
import { EventForwarder, type EventForwarderProps } from './constructs/event-forwarder.ts'
import { IngestApi } from './constructs/ingest-api.ts'
import { Alarms } from './observability/alarms.ts'
import { StackDashboard } from './observability/dashboard.ts'
import { countOrdinary } from './observability/log-count.ts'

/** The whole product: one API, then a queue, a consumer and a table for each entity and for quarantine. */
export class CommBoxStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    const [, , , keyRegion] = configuration.encryptionKeyArn?.split(':') ?? []
    super(scope, id, {
      stackName: id,
      // A table names its key for a region. Otherwise the region is that of the deployment.
      ...(keyRegion === undefined ? {} : { env: { region: keyRegion } }),
      description: `Receiver of CommBox webhooks (${configuration.name})`,
      terminationProtection: configuration.isProduction,
    })
    const api = new IngestApi(this, 'Ingest', {
      stage: configuration,
      environment: {
        [environment.tokenHashes]: formatTokenHashes(configuration.tokenHashes),
        ...variable(environment.tokenScopes, formatTokenScopes(configuration.tokenHashes)),
        ...listVariable(environment.brands, configuration.brands),
        ...variable(environment.requiresBrand, configuration.requiresBrand ? 'true' : undefined),
        ...listVariable(environment.sourceCidrs, configuration.sourceCidrs),
      },
    })
    const { ingestFunction, accessLogs } = api
    const bucket = new BodyBucket(this, 'LargeBodies', configuration)
    bucket.grantPut(ingestFunction, pipelines)
    this.output(outputs.bucket, bucket.bucketName, 'Bucket: bodies that are too large for a table')
    this.output(outputs.webhookUrl, api.webhookUrl, 'The URL that CommBox posts to, without the token')
    const { defaultCountryCode: code, reportTimeZone } = configuration
    if (code !== undefined)
      this.output(outputs.defaultCountryCode, code, 'Country code of phone numbers with a single 0')
    this.output(outputs.reportTimeZone, reportTimeZone, 'Time zone of reports')
    const { stateRetention, quarantineRetention } = configuration
    const ofStates = Object.entries(stateRetention).map((entry) => entry.join('='))
    if (ofStates.length > 0)
      this.output(
        outputs.stateRetention,
        ofStates.join(','),
        'Days after its last change until a state expires',
      )
    this.output(
      outputs.quarantineRetention,
      String(quarantineRetention),
      'Days until a quarantined delivery expires',
    )

    const quarantine = this.pipeline('Quarantine', 'quarantine.lambda.ts', configuration, api)
    quarantine.store.grantPut(quarantine.consumer, environment.quarantineTableName, driftKey)
    const entityPipelines = entities.map((entity) => {
      const pipeline = this.entityPipeline(entity, configuration, api)
      pipeline.store.grantReadWrite(pipeline.consumer, environment.tableName)
      bucket.grantConsume(pipeline.consumer, entity)
      quarantine.store.grantPut(pipeline.consumer, environment.quarantineTableName, driftKey)
      return { ...pipeline, entity }
    })
    const events = configuration.events ? this.eventForwarder(entityPipelines, configuration) : undefined
    const all = [...entityPipelines, quarantine]
    const watched = { api: api.api, ingestFunction, accessLogs, pipelines: all, events }
    countOrdinary(new Construct(this, 'Metrics'), watched)
    const { topic } = new Alarms(this, 'Alarms', watched, configuration)
    this.output(outputs.alarmTopic, topic.topicArn, 'Topic that every alarm notifies')
    if (configuration.dashboard) new StackDashboard(this, 'Overview', watched)
  }

  private entityPipeline(entity: Entity, configuration: Configuration, api: IngestApi) {
    // The entity is an environment variable, so that all six consumers share one bundle.
    const { eventRetention, stateRetention, defaultCountryCode, brands } = configuration
    return this.pipeline(entity, 'entity.lambda.ts', configuration, api, {
      [environment.entity]: entity,
      ...variable(environment.eventRetentionDays, eventRetention[entity]?.toString()),
      ...variable(environment.stateRetentionDays, stateRetention[entity]?.toString()),
      ...variable(environment.defaultCountryCode, defaultCountryCode),
      ...listVariable(environment.brands, brands),
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
      description: `Writes the ${title} table`,
      environment: {
        ...variables,
        [environment.quarantineRetentionDays]: String(stage.quarantineRetention),
      },
      stage,
      usesBucket: name !== 'Quarantine',
    })
    pipeline.grantSend(api.ingestFunction, environment.queueUrl(name))
    const { consumer, queue, deadLetterQueue } = pipeline
    const { table } = store
    this.output(outputs.table(name), table.tableName, `Table: ${title}`)
    this.output(outputs.stream(name), store.streamArn, `Stream of the table: ${title}`)
    this.output(outputs.queue(name), queue.queueUrl, `Queue: ${name}`)
    this.output(outputs.deadLetterQueue(name), deadLetterQueue.queueUrl, `Dead-letter queue: ${name}`)
    return { name, store, table, queue, deadLetterQueue, consumer }
  }

  private eventForwarder(sources: EventForwarderProps['sources'], stage: Configuration): EventForwarder {
    const events = new EventForwarder(this, 'Events', { stage, sources })
    this.output(outputs.eventBus, events.bus.eventBusName, 'Event bus: stored events')
    const { queueUrl } = events.deadLetterQueue
    this.output(
      outputs.eventDeadLetterQueue,
      queueUrl,
      'Dead-letter queue: places in the streams of the tables',
    )
    return events
  }

  private output(key: string, value: string, description: string): void {
    new CfnOutput(this, key, { value, description })
  }
}

/** A list as an environment variable; no variable if the list is empty. */
function listVariable(variable: string, values: readonly string[]): Record<string, string> {
  return values.length === 0 ? {} : { [variable]: values.join(',') }
}

function variable(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value }
}

import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import type { ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Entity } from '../../shared/commbox/names.ts'
import { sortKey, stateRecord } from '../../shared/dynamodb/table.ts'
import { environment } from '../../shared/runtime/variables.ts'
import type { Stage } from '../stage.ts'
import { encryptionKeyOf } from './encryption-key.ts'
import { StackFunction } from './stack-function.ts'

/** How often a batch is tried again, each time after a longer pause, before its records are given up. */
const retryAttempts = 100

/** Records are given up after so long: half of the time that a stream keeps them, so that they can be read again. */
const maxRecordAge = Duration.hours(12)

export type EventForwarderProps = {
  readonly stage: Stage
  readonly sources: readonly { readonly entity: Entity; readonly table: TableV2 }[]
}

/**
 * An event bus, and the function that puts onto it what the streams of the entity tables have for it. A record that the
 * bus keeps refusing is split off from its batch, and its place in the stream goes to a dead-letter queue. The key of
 * the stage encrypts the bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 */
export class EventForwarder extends Construct {
  readonly bus: EventBus
  readonly deadLetterQueue: Queue
  readonly forwarder: StackFunction

  constructor(scope: Construct, id: string, { stage, sources }: EventForwarderProps) {
    super(scope, id)
    this.deadLetterQueue = this.createQueue(stage)
    this.bus = this.createBus(stage)
    this.forwarder = new StackFunction(this, 'Function', {
      entry: 'events.lambda.ts',
      description: 'Puts stored events onto the event bus',
      timeout: Duration.seconds(60),
      memory: 256,
      environment: {
        [environment.busName]: this.bus.eventBusName,
        ...Object.fromEntries(
          sources.map(({ entity, table }) => [environment.entityTableName(entity), table.tableName]),
        ),
        ...(stage.eventPayloads ? { [environment.eventPayloads]: 'true' } : {}),
        ...(stage.eventsOfCommands ? { [environment.eventsOfCommands]: 'true' } : {}),
      },
      stage,
      usesBucket: false,
    })
    this.bus.grantPutEventsTo(this.forwarder)
    this.deadLetterQueue.grant(this.forwarder, 'sqs:SendMessage')
    // The CDK's own types do not fit together with exactOptionalPropertyTypes.
    for (const { entity, table } of sources)
      this.forwarder.live.addEventSource(this.sourceOf(entity, table as ITable))
  }

  private sourceOf(entity: Entity, table: ITable): DynamoEventSource {
    const record = (pattern: unknown) => ({ dynamodb: { Keys: { [sortKey]: { S: pattern } } } })
    return new DynamoEventSource(table, {
      // From LATEST, Lambda may miss what is stored while it begins to read.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      retryAttempts,
      maxRecordAge,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // The CDK's SqsDlq grants more than this.
      onFailure: { bind: () => ({ destination: this.deadLetterQueue.queueArn }) },
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          ...record(FilterRule.beginsWith('event#')),
        }),
        // Only conversations have changes on the bus.
        ...(entity === 'Object' ? [FilterCriteria.filter(record(FilterRule.isEqual(stateRecord)))] : []),
      ],
    })
  }

  /** With a key, EventBridge may fail to encrypt or decrypt what it has taken: that goes to the dead-letter queue. */
  private createBus(stage: Stage): EventBus {
    const kmsKey = encryptionKeyOf(this, stage)
    if (kmsKey === undefined) return new EventBus(this, 'Bus')
    const bus = new EventBus(this, 'Bus', { kmsKey, deadLetterQueue: this.deadLetterQueue })
    this.deadLetterQueue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.deadLetterQueue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': bus.eventBusArn } },
      }),
    )
    return bus
  }

  private createQueue(stage: Stage): Queue {
    const queue = new Queue(this, 'DeadLetterQueue', {
      // Not with the key of the stage: what EventBridge cannot do with that must get here.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    for (const id of ['Serverless-SQSRedrivePolicy', 'AwsSolutions-SQS3'])
      Validations.of(queue).acknowledge({
        id,
        reason: 'This is itself the dead-letter queue of event sources.',
      })
    return queue
  }
}

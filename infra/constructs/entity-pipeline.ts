import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { consumerTimeout } from '../../shared/runtime/names.ts'
import type { Stage } from '../stage.ts'
import { encryptionKeyOf } from './encryption-key.ts'
import { StackFunction } from './stack-function.ts'

/** How often a consumer receives a message before SQS moves it to the dead-letter queue. */
const maxReceiveCount = 5

/** How long either queue keeps a message: the most that SQS allows. */
const retentionPeriod = Duration.days(14)

/** In MB. With less, ten messages that each cost most may not end in time: docs/scaling.md, What a batch costs. */
export const consumerMemory = 640

export type EntityPipelineProps = {
  /** The consumer's file in `functions/`. */
  readonly entry: string
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  readonly stage: Stage
  /** Whether the consumer reads bodies from the bucket of large bodies. */
  readonly usesBucket: boolean
  /** Of one invocation; default `consumerTimeout`. The queue's visibility timeout is derived from it. */
  readonly timeout?: Duration
}

/**
 * A queue, its consumer, and a dead-letter queue for messages that failed five times. Each message of a batch
 * succeeds or fails on its own. Encrypted at rest and in transit.
 */
export class EntityPipeline extends Construct {
  readonly consumer: StackFunction
  readonly queue: Queue
  readonly deadLetterQueue: Queue
  private readonly encryptionKey: IKey | undefined

  constructor(scope: Construct, id: string, props: EntityPipelineProps) {
    super(scope, id)
    const { timeout = Duration.seconds(consumerTimeout) } = props
    const { batchSize, batchWindow, maximumConcurrency } = props.stage.consumers
    this.encryptionKey = encryptionKeyOf(this, props.stage)
    this.deadLetterQueue = this.createQueue('DeadLetterQueue', props.stage)
    Validations.of(this.deadLetterQueue).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'This is itself the dead-letter queue of another queue.',
    })
    this.queue = this.createQueue('Queue', props.stage, {
      // Lambda's rule: six timeouts leave time to retry a throttled invocation before the message is visible again.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds() + batchWindow),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    })
    this.consumer = new StackFunction(this, 'Consumer', { ...props, timeout, memory: consumerMemory })
    const source = new SqsEventSource(this.queue, {
      batchSize,
      ...(batchWindow === 0 ? {} : { maxBatchingWindow: Duration.seconds(batchWindow) }),
      // Without a limit a burst would use up the account's concurrency, which the ingest function needs too.
      ...(maximumConcurrency === undefined ? {} : { maxConcurrency: maximumConcurrency }),
      reportBatchItemFailures: true,
    })
    this.consumer.live.addEventSource(source)
    Validations.of(this.consumer).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'An on-failure destination is for streams. A queue has a dead-letter queue, which keeps the message itself.',
    })
  }

  /** Gives a function the queue's URL in this environment variable and permission to send messages. */
  grantSend(grantee: LambdaFunction, variable: string): void {
    grantee.addEnvironment(variable, this.queue.queueUrl)
    this.queue.grant(grantee, 'sqs:SendMessage')
  }

  private createQueue(
    id: string,
    stage: Stage,
    props: { visibilityTimeout?: Duration; deadLetterQueue?: DeadLetterQueue } = {},
  ): Queue {
    return new Queue(this, id, {
      ...(this.encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: this.encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod,
      // The messages in it are deliveries that no table has yet.
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...props,
    })
  }
}

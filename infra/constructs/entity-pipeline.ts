import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Stage } from '../stages.ts'
import { StackFunction } from './stack-function.ts'

/** How often a message is handed to its consumer before it is set aside. */
const maxReceiveCount = 5

/** The longest that SQS keeps a message, in either queue. */
const retentionPeriod = Duration.days(14)

export type EntityPipelineProps = {
  /** The consumer's file in `functions`. */
  readonly entry: string
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  readonly stage: Stage
  /** Whether the consumer reads bodies that are too large for a message. */
  readonly usesBucket: boolean
  /** Of one invocation; 30 seconds where absent. The queue's visibility timeout follows from it. */
  readonly timeout?: Duration
}

/**
 * A queue, its consumer, and a dead-letter queue for the messages that the consumer failed at five times.
 * Each message of a batch succeeds or fails on its own. Encrypted at rest and on the way.
 */
export class EntityPipeline extends Construct {
  readonly consumer: StackFunction
  readonly queue: Queue
  readonly deadLetterQueue: Queue

  constructor(scope: Construct, id: string, props: EntityPipelineProps) {
    super(scope, id)
    const { timeout = Duration.seconds(30) } = props
    const { batchSize, batchWindow, maximumConcurrency } = props.stage.consumers
    this.deadLetterQueue = this.createQueue('DeadLetterQueue', props.stage)
    Validations.of(this.deadLetterQueue).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is itself the queue to which another queue redrives.',
    })
    this.queue = this.createQueue('Queue', props.stage, {
      // Lambda's own rule: room for the retries of a throttled invocation, before SQS shows the message again.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds() + batchWindow),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    })
    this.consumer = new StackFunction(this, 'Consumer', { ...props, timeout })
    const source = new SqsEventSource(this.queue, {
      batchSize,
      ...(batchWindow === 0 ? {} : { maxBatchingWindow: Duration.seconds(batchWindow) }),
      // Else a burst would take the account's invocations away from the ingest function.
      maxConcurrency: maximumConcurrency,
      reportBatchItemFailures: true,
    })
    this.consumer.addEventSource(source)
    Validations.of(this.consumer).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'That destination is for streams. A queue has its dead-letter queue, which holds the message itself.',
    })
  }

  /** Tells a function the queue's URL and allows it to send there. */
  handTo(sender: LambdaFunction, variable: string): void {
    sender.addEnvironment(variable, this.queue.queueUrl)
    this.queue.grant(sender, 'sqs:SendMessage')
  }

  private createQueue(
    id: string,
    stage: Stage,
    props: { visibilityTimeout?: Duration; deadLetterQueue?: DeadLetterQueue } = {},
  ): Queue {
    return new Queue(this, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod,
      // Messages in it are deliveries that are in no table yet.
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...props,
    })
  }
}

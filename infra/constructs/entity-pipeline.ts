import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Stage } from '../stages.ts'
import { ReceiverFunction } from './receiver-function.ts'

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
  /** Messages in one invocation; 10 where absent. */
  readonly batchSize?: number
  /** How long a batch may wait to be filled; not at all where absent. */
  readonly batchWindow?: Duration
}

/**
 * A queue, its consumer, and a dead-letter queue for the messages that the consumer failed at five times.
 * Each message of a batch succeeds or fails on its own. Encrypted at rest and on the way.
 */
export class EntityPipeline extends Construct {
  readonly consumer: LambdaFunction
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  private readonly queue: Queue

  constructor(scope: Construct, id: string, props: EntityPipelineProps) {
    super(scope, id)
    const { timeout = Duration.seconds(30), batchSize = 10, batchWindow = Duration.seconds(0) } = props
    const deadLetterQueue = this.createQueue('DeadLetterQueue', props.stage)
    this.queue = this.createQueue('Queue', props.stage, {
      // Lambda's own rule: room for the retries of a throttled invocation, before SQS shows the message again.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds() + batchWindow.toSeconds()),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount },
    })
    this.consumer = new ReceiverFunction(this, 'Consumer', { ...props, timeout })
    this.consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        ...(batchWindow.toSeconds() === 0 ? {} : { maxBatchingWindow: batchWindow }),
        reportBatchItemFailures: true,
      }),
    )
    this.queueUrl = this.queue.queueUrl
    this.deadLetterQueueUrl = deadLetterQueue.queueUrl
  }

  /** Tells a function the queue's URL and allows it to send there. */
  handTo(sender: LambdaFunction, variable: string): void {
    sender.addEnvironment(variable, this.queueUrl)
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

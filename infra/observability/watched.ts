import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Pipeline } from '../../shared/runtime/names.ts'
import type { EventForwarder } from '../constructs/event-forwarder.ts'

/** What alarms and dashboard need of a pipeline. */
export type WatchedPipeline = {
  readonly name: Pipeline
  readonly queue: Queue
  readonly deadLetterQueue: Queue
  readonly consumer: LambdaFunction
  readonly table: TableV2
}

/** What alarms and dashboard need of the stack. */
export type Watched = {
  readonly api: HttpApi
  readonly accessLogs: LogGroup
  readonly ingestFunction: LambdaFunction
  readonly pipelines: readonly WatchedPipeline[]
  /** Only if the stage has an event bus. */
  readonly events?: EventForwarder | undefined
}

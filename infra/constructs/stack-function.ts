import { fileURLToPath } from 'node:url'
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { environment } from '../../shared/runtime/names.ts'
import { bundlingOf } from '../bundling/bundling.ts'
import type { Stage } from '../stages.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

export type ReceiverFunctionProps = {
  /** Name of a file in `functions`. The same file makes the same bundle. */
  readonly entry: string
  readonly description: string
  readonly timeout: Duration
  readonly environment: Readonly<Record<string, string>>
  readonly stage: Stage
  /** Whether it may have to do with a body that is too large for a message. */
  readonly usesBucket: boolean
}

/**
 * What all functions have in common: Node 24 on arm64, one bundle without a dependency left outside, JSON logs
 * in a log group of their own that forgets, and a role that may write there and do nothing else.
 */
export class StackFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ReceiverFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.stage.logRetention,
      removalPolicy: props.stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    // A role of our own: the managed policy that a function gets otherwise may write to every log group.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    super(scope, id, {
      entry: `${project}functions/${props.entry}`,
      projectRoot: project,
      depsLockFilePath: `${project}package-lock.json`,
      bundling: bundlingOf(props),
      handler: 'handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // CPU comes with memory, and a start is CPU work: with less, CommBox waits longer.
      memorySize: 512,
      timeout: props.timeout,
      environment: {
        [environment.stackName]: Stack.of(scope).stackName,
        [environment.metricDetail]: props.stage.metricDetail,
        ...props.environment,
      },
      // A variable for the second version of the SDK, which is not here.
      awsSdkConnectionReuse: false,
      loggingFormat: LoggingFormat.JSON,
      // Lambda's own two lines for each invocation cost more than the function: they come where one failed.
      systemLogLevelV2: SystemLogLevel.WARN,
      logGroup,
      role,
      tracing: props.stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    })
    this.acknowledge(props.stage)
  }

  private acknowledge({ tracing }: Stage): void {
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'That queue is for asynchronous invocations, of which there are none: the API waits for the ingest ' +
        'function, and what a consumer fails at goes from its own queue to a dead-letter queue.',
    })
    if (tracing) {
      Validations.of(this.role ?? this).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray has no resources that a permission to send it traces could name.',
      })
    } else {
      Validations.of(this).acknowledge({
        id: 'Serverless-LambdaTracing',
        reason:
          'At up to one request a second X-Ray records every one, at $5 per million: more than all the rest. ' +
          'The delivery id is in every log line, message and row without it. A stage can turn it on.',
      })
    }
  }
}

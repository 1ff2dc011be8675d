import { fileURLToPath } from 'node:url'
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type IFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { environment } from '../../shared/runtime/variables.ts'
import { bundlingOf } from '../bundling/bundling.ts'
import type { Stage } from '../stage.ts'
import { environmentMistakes } from './environment-size.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

export type StackFunctionProps = {
  /** A file in `functions/`. Functions of one file share one bundle. */
  readonly entry: string
  readonly description: string
  readonly timeout: Duration
  /** In MB. CPU grows with it. */
  readonly memory: number
  readonly environment: Readonly<Record<string, string>>
  readonly stage: Stage
  /** Whether it reads or writes the bucket of large bodies. */
  readonly usesBucket: boolean
}

/** What DynamoDB, SQS and S3 do with a key in the name of a function. */
const keyActions = [
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'ReEncryptFrom',
  'ReEncryptTo',
].map((action) => `kms:${action}`)

/** The alias that the API and the queues invoke. */
const liveAlias = 'live'

/**
 * Creates a function of the stack: Node 24 on arm64, a bundle that contains all dependencies, JSON logs in a log
 * group of its own with a retention, and a role that may write to that group and do nothing else.
 */
export class StackFunction extends NodejsFunction {
  /**
   * What to invoke. CloudFormation changes a function's configuration before its code, so that for seconds the code of
   * one release runs with the variables of another. A published version has both of one release, and the alias moves to
   * it at once.
   */
  readonly live: IFunction

  constructor(scope: Construct, id: string, props: StackFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.stage.logRetention,
      removalPolicy: props.stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    // The role that the CDK would create has a managed policy that may write to every log group.
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
      memorySize: props.memory,
      timeout: props.timeout,
      environment: {
        [environment.stackName]: Stack.of(scope).stackName,
        [environment.metricDetail]: props.stage.metricDetail,
        ...props.environment,
      },
      // It sets a variable that only version 2 of the SDK reads.
      awsSdkConnectionReuse: false,
      loggingFormat: LoggingFormat.JSON,
      // Lambda's two lines per invocation cost more than the function itself: write them only for failures.
      systemLogLevelV2: SystemLogLevel.WARN,
      logGroup,
      role,
      tracing: props.stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      // A version may still be at work when the alias has moved on. All go with the function.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    })
    // The CDK's own types do not fit together with exactOptionalPropertyTypes.
    this.live = this.addAlias(liveAlias) as IFunction
    const { encryptionKeyArn } = props.stage
    if (encryptionKeyArn !== undefined) {
      this.addToRolePolicy(new PolicyStatement({ actions: keyActions, resources: [encryptionKeyArn] }))
    }
    this.node.addValidation({ validate: () => environmentMistakes(this) })
    this.acknowledge(props.stage)
  }

  private acknowledge({ tracing }: Stage): void {
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'A dead-letter queue of a function is for asynchronous invocations, and there are none: the API waits ' +
        'for the ingest function, and the others read queues or streams, which have dead-letter queues.',
    })
    if (tracing) {
      Validations.of(this.role ?? this).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray has no resources that a permission to send traces could name.',
      })
    } else {
      Validations.of(this).acknowledge({
        id: 'Serverless-LambdaTracing',
        reason:
          'Up to one request a second, X-Ray records every one at $5 per million: more than the rest of the ' +
          'stack. Log lines, messages and rows have the delivery id without it. A stage can turn it on.',
      })
    }
  }
}

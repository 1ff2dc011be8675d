import { Annotations, Duration, Fn, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib'
import {
  HttpApi,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  IpAddressType,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { webhookPath } from '../../shared/runtime/names.ts'
import type { Stage } from '../stage.ts'
import { accessLogFormat } from './access-log.ts'
import { ApiDomain } from './custom-domain.ts'
import { StackFunction } from './stack-function.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const smallBurst = 1250
const smallRegions = new Set([
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
])

export type IngestApiProps = {
  readonly environment: Readonly<Record<string, string>>
  readonly stage: Stage
}

/**
 * The public endpoint: an HTTP API with one route, to the ingest function, so that a path with a typing mistake gets
 * an answer that explains it and is not lost. Its access log has no query strings, which can contain tokens.
 */
export class IngestApi extends Construct {
  /** The URL that CommBox posts to, without a token and without a slash at the end. */
  readonly webhookUrl: string
  readonly ingestFunction: StackFunction
  readonly api: HttpApi
  readonly accessLogs: LogGroup

  constructor(scope: Construct, id: string, { environment, stage }: IngestApiProps) {
    super(scope, id)
    this.ingestFunction = new StackFunction(this, 'Function', {
      entry: 'ingest.lambda.ts',
      description: 'Receives webhooks of CommBox and puts each into a queue',
      timeout: Duration.seconds(10),
      // A cold start is CPU work: with less memory CommBox waits longer.
      memory: 512,
      environment,
      stage,
      usesBucket: true,
    })
    this.api = new HttpApi(this, 'Api', {
      // A display name: APIs may share one.
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      ipAddressType: IpAddressType.DUAL_STACK,
      ...(stage.customDomain?.isOnlyAddress ? { disableExecuteApiEndpoint: true } : {}),
    })
    const route = new HttpRoute(this, 'Route', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Function', this.ingestFunction.live),
    })
    acknowledgeOwnAuthentication(route)
    const { stackName, stackId } = Stack.of(this)
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      // API Gateway adds each log group to one policy of the account, which has 5,120 characters, unless its name begins
      // so: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
      // A group of an earlier stack of this name may have been retained: the stack's own id makes it another.
      logGroupName: `/aws/vendedlogs/${stackName}-${Fn.select(4, Fn.split('-', stackId))}`,
      retention: stage.logRetention,
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    this.warnOfBurst(stage)
    const httpStage = this.addStage(stage)
    const { customDomain: domain } = stage
    if (domain !== undefined) new ApiDomain(this, 'Domain', { domain, api: this.api, stage: httpStage })
    const origin = domain === undefined ? this.api.apiEndpoint : `https://${domain.name}`
    this.webhookUrl = Fn.join('', [origin, webhookPath])
  }

  /** An account's limit is lower in some regions, and what is above it is refused: CommBox may not send it again. */
  private warnOfBurst({ throttle }: Stage): void {
    const region = Token.isUnresolved(Stack.of(this).region)
      ? process.env.CDK_DEFAULT_REGION
      : Stack.of(this).region
    if (region === undefined || !smallRegions.has(region) || throttle.burst <= smallBurst) return
    Annotations.of(this).addWarningV2(
      'commbox-webhooks:burst',
      `throttle.burst is ${throttle.burst}. An account in ${region} has ${smallBurst} for all its APIs, which AWS does not raise.`,
    )
  }

  private addStage(stage: Stage): HttpStage {
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: stage.throttle.rate, burstLimit: stage.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: accessLogFormat,
      },
    })
  }
}

function acknowledgeOwnAuthentication(route: HttpRoute): void {
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'CommBox signs nothing and sends no header of its own. The function compares the hash of the token in the ' +
      'URL in constant time, before it looks at the body. An authorizer would be a second function that does ' +
      'the same, for a higher price and a slower answer.',
  })
}

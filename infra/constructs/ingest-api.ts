import { Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import {
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
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

const paths = [webhookPath, `${webhookPath}/{entity}`, `${webhookPath}/{entity}/{trigger}`]

export type IngestApiProps = {
  readonly environment: Readonly<Record<string, string>>
  readonly stage: Stage
}

/**
 * The public endpoint: an HTTP API that routes POST (a webhook) and GET (a connection test) on the webhook paths
 * to the ingest function. Its access log has no query strings, which can contain tokens.
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
      environment,
      stage,
      usesBucket: true,
    })
    this.api = new HttpApi(this, 'Api', {
      // A display name: APIs may share one.
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
    })
    const integration = new HttpLambdaIntegration('Function', this.ingestFunction.live)
    for (const path of paths) {
      const routes = this.api.addRoutes({ path, methods: [HttpMethod.POST, HttpMethod.GET], integration })
      routes.forEach(acknowledgeOwnAuthentication)
    }
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: stage.logRetention,
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const httpStage = this.addStage(stage)
    const { customDomain: domain } = stage
    if (domain !== undefined) new ApiDomain(this, 'Domain', { domain, api: this.api, stage: httpStage })
    const origin = domain === undefined ? this.api.apiEndpoint : `https://${domain.name}`
    this.webhookUrl = Fn.join('', [origin, webhookPath])
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

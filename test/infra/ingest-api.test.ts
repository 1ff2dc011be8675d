import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../infra/app.ts'
import { webhookPath } from '../../shared/runtime/names.ts'
import {
  everySetting,
  functionBehind,
  readable,
  resources,
  synthesized,
  synthesizedFrom,
  target,
  tokenHash,
} from './synthesized.ts'

const template = synthesized()
const stage = [...resources(template, 'AWS::ApiGatewayV2::Stage').values()].map(
  ({ Properties }) => Properties,
)
const settings = Object(stage[0]?.AccessLogSettings)

describe('ingest API', () => {
  test('its only route takes every request, whatever its method and path', () => {
    const routes = [...resources(template, 'AWS::ApiGatewayV2::Route').values()]
    expect(routes.map(({ Properties }) => Properties.RouteKey)).toEqual(['$default'])
  })

  test('its route calls the ingest function, with payload format 2.0', () => {
    const integrations = resources(template, 'AWS::ApiGatewayV2::Integration')
    expect(integrations.size).toBe(1)
    for (const { Properties } of integrations.values()) {
      expect(Properties.PayloadFormatVersion).toBe('2.0')
      expect(readable(functionBehind(template, Properties.IntegrationUri))).toBe('IngestFunction')
    }
    const [id] = integrations.keys()
    for (const { Properties } of resources(template, 'AWS::ApiGatewayV2::Route').values()) {
      expect(Properties.Target).toEqual({ 'Fn::Join': ['', ['integrations/', { Ref: id }]] })
    }
  })

  test('its stage is not part of a path', () => {
    expect(stage).toMatchObject([{ StageName: '$default', AutoDeploy: true }])
    expect(template.findOutputs('WebhookUrl')).toMatchObject({
      WebhookUrl: {
        Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'ApiEndpoint'] }, webhookPath]] },
      },
    })
  })

  test('its stage is throttled', () => {
    expect(stage[0]?.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: expect.any(Number),
      ThrottlingBurstLimit: expect.any(Number),
    })
  })

  test('a line of its access log is JSON with the delivery id and the outcome of the request', () => {
    expect(Object.values(JSON.parse(settings.Format))).toEqual(
      expect.arrayContaining([
        '$context.requestId',
        '$context.httpMethod',
        '$context.status',
        '$context.responseLatency',
        '$context.integrationErrorMessage',
        '$context.identity.sourceIp',
      ]),
    )
  })

  // API Gateway does not escape what it puts into a line.
  test('its access log has nothing that a sender writes, and so no token and no forged field', () => {
    const allowed = new Set([
      'requestId',
      'httpMethod',
      'status',
      'responseLatency',
      'integrationErrorMessage',
      'error.message',
      'identity.sourceIp',
    ])
    const variables = [...String(settings.Format).matchAll(/\$context\.([\w.]+)/g)].map(
      ([, name]) => name ?? '',
    )
    expect(variables.filter((name) => !allowed.has(name))).toEqual([])
    expect(variables).not.toHaveLength(0)
  })

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
  test('its access log is one for which AWS needs no entry in the policy of the account', () => {
    const group = resources(template, 'AWS::Logs::LogGroup').get(target(settings.DestinationArn))
    const { 'Fn::Join': name } = Object(group?.Properties.LogGroupName)
    expect(name[1][0]).toBe('/aws/vendedlogs/CommBoxWebhooks-')
    expect(JSON.stringify(name[1][1])).toContain('AWS::StackId')
  })

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-ip-address-type.html
  test('it answers over IPv4 and IPv6', () => {
    const [api] = resources(template, 'AWS::ApiGatewayV2::Api').values()
    expect(api?.Properties.IpAddressType).toBe('dualstack')
  })

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  test('a burst that the account does not have in its region is a warning', () => {
    const warnings = (region: string | undefined, burst: number) => {
      const before = process.env.CDK_DEFAULT_REGION
      if (region === undefined) delete process.env.CDK_DEFAULT_REGION
      else process.env.CDK_DEFAULT_REGION = region
      try {
        const entry = { isProduction: false, throttle: { rate: 1000, burst } }
        const { stack } = createApp({
          context: { tokenHash, stage: 'other' },
          stages: { other: entry },
          bundling: false,
        })
        return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('throttle.burst')).length
      } finally {
        if (before === undefined) delete process.env.CDK_DEFAULT_REGION
        else process.env.CDK_DEFAULT_REGION = before
      }
    }
    expect(warnings('il-central-1', 1251)).toBe(1)
    expect([warnings('il-central-1', 1250), warnings('eu-west-1', 5000), warnings(undefined, 5000)]).toEqual([
      0, 0, 0,
    ])
    expect(stage[0]?.DefaultRouteSettings).toMatchObject({ ThrottlingBurstLimit: 400 })
  })

  test('its access log goes to a log group of its own', () => {
    const group = target(settings.DestinationArn)
    const users = [...resources(template, 'AWS::Lambda::Function').values()].map(({ Properties }) =>
      target(Object(Properties.LoggingConfig).LogGroup),
    )
    expect(resources(template, 'AWS::Logs::LogGroup').has(group)).toBe(true)
    expect(users).not.toContain(group)
  })
})

describe('a custom domain', () => {
  const configured = synthesizedFrom(everySetting)

  test('is the only address if the stage says so', () => {
    const disabled = (isOnlyAddress: boolean) => {
      const customDomain = { ...everySetting.customDomain, isOnlyAddress }
      const [api] = resources(
        synthesizedFrom({ ...everySetting, customDomain }),
        'AWS::ApiGatewayV2::Api',
      ).values()
      return api?.Properties.DisableExecuteApiEndpoint
    }
    expect([disabled(true), disabled(false)]).toEqual([true, undefined])
  })

  test('is in the webhook URL, with its certificate and TLS 1.2', () => {
    const [domain] = resources(configured, 'AWS::ApiGatewayV2::DomainName').values()
    expect(domain?.Properties).toMatchObject({
      DomainName: 'webhooks.example.com',
      DomainNameConfigurations: [
        { CertificateArn: everySetting.customDomain.certificateArn, SecurityPolicy: 'TLS_1_2' },
      ],
    })
    expect(configured.findOutputs('WebhookUrl')).toMatchObject({
      WebhookUrl: { Value: 'https://webhooks.example.com/webhooks' },
    })
  })

  test('maps to the stage of the API, whose own address keeps working', () => {
    const [api, apiProperties] = [...resources(configured, 'AWS::ApiGatewayV2::Api')][0] ?? []
    const [mapping] = resources(configured, 'AWS::ApiGatewayV2::ApiMapping').values()
    expect(target(mapping?.Properties.ApiId)).toBe(api)
    expect(apiProperties?.Properties.DisableExecuteApiEndpoint).toBeUndefined()
  })

  test('has records in its zone, for IPv4 and IPv6', () => {
    const records = [...resources(configured, 'AWS::Route53::RecordSet').values()]
    expect(records.map(({ Properties }) => Properties.Type).sort()).toEqual(['A', 'AAAA'])
    for (const { Properties } of records) {
      expect(Properties).toMatchObject({
        Name: 'webhooks.example.com.',
        HostedZoneId: 'Z0123456789ABCDEFGHIJ',
        AliasTarget: { DNSName: { 'Fn::GetAtt': [expect.any(String), 'RegionalDomainName'] } },
      })
    }
  })

  test('is in no template if the stage has none', () => {
    expect(template.findResources('AWS::ApiGatewayV2::DomainName')).toEqual({})
    expect(template.findResources('AWS::Route53::RecordSet')).toEqual({})
  })
})

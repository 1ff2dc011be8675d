import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a new folder for a stack under test. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'commbox-local-'))
}

/** The keys of the small app's table. A test can give it others. */
export const tableKeys = {
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'record', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'record', KeyType: 'RANGE' },
  ],
}

/** The version of the cloud assembly's schema; any later CDK reads it. */
const version = '48.0.0'

type SmallAppOptions = {
  notes?: string
  table?: Record<string, unknown>
  resources?: Record<string, unknown>
}

/**
 * Writes a small synthesized app as the CDK would: an API, a function behind it that answers with its event, a queue with
 * a dead-letter queue, a consumer that appends each message to the file `notes`, a bucket and a table.
 */
export function writeSmallApp(
  folder: string,
  { notes = '', table = tableKeys, resources = {} }: SmallAppOptions = {},
): string {
  const app = join(folder, 'app')
  const template = {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { ...table, TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } },
      },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 60,
          RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
        },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'AWS::NoValue' } } },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
      Echo: lambda('echo', 3, {
        TABLE: { Ref: 'Table' },
        QUEUE: { Ref: 'Queue' },
        BUCKET: { Ref: 'Bucket' },
      }),
      Consumer: lambda('consumer', 30, { NOTES: notes }),
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          BatchSize: 10,
          EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          FunctionName: { Ref: 'Consumer' },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Api', ProtocolType: 'HTTP' } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Echo', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: '$default',
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
        },
      },
      ...resources,
    },
    Outputs: {
      WebhookUrl: { Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, '/webhooks']] } },
      TableName: { Value: { Ref: 'Table' } },
      QueueUrl: { Value: { Ref: 'Queue' } },
      DeadUrl: { Value: { Ref: 'Dead' } },
    },
  }
  write(app, 'App.template.json', template)
  write(app, 'App.assets.json', {
    version,
    files: Object.fromEntries(
      ['echo', 'consumer'].map((name) => [
        name,
        {
          source: { path: `asset.${name}`, packaging: 'zip' },
          destinations: { here: { bucketName: 'assets', objectKey: `${name}.zip` } },
        },
      ]),
    ),
  })
  write(app, 'manifest.json', {
    version,
    artifacts: {
      'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      App: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'App.template.json' },
      },
    },
  })
  writeFileSync(join(folderOf(app, 'asset.echo'), 'index.mjs'), echo)
  writeFileSync(join(folderOf(app, 'asset.consumer'), 'index.mjs'), consumer)
  return app
}

/** Answers with its event, its environment and how often it was invoked since it loaded; can also throw, hang or exit. */
const echo = `
let invocations = 0
export const handler = async (event, context) => {
  invocations += 1
  const { behaviour } = event.queryStringParameters ?? {}
  console.log('the log of ' + event.rawPath)
  if (behaviour === 'throw') throw new TypeError('thrown on purpose')
  if (behaviour === 'hang') await new Promise(() => {})
  if (behaviour === 'exit') process.exit(3)
  if (behaviour === 'nonsense') return { statusCode: 'two hundred' }
  const remaining = context.getRemainingTimeInMillis()
  const said = { event, invocations, environment: { ...process.env }, name: context.functionName, remaining }
  return { statusCode: 200, headers: { 'X-Number': 7 }, cookies: ['a=1', 'b=2'], body: JSON.stringify(said) }
}
`

/** Appends the body and the attempt of every message to a file, and reports those that begin with `bad` as failed. */
const consumer = `
import { appendFileSync } from 'node:fs'
export const handler = async ({ Records }) => {
  for (const { body, attributes, messageId, eventSource } of Records) {
    const note = { body, messageId, eventSource, attempt: attributes.ApproximateReceiveCount }
    appendFileSync(process.env.NOTES, JSON.stringify(note) + '\\n')
  }
  const failed = Records.filter(({ body }) => body.startsWith('bad'))
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}
`

function lambda(asset: string, Timeout: number, Variables: Record<string, unknown>) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      MemorySize: 256,
      Timeout,
      Environment: { Variables },
    },
  }
}

function write(folder: string, file: string, value: unknown): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), JSON.stringify(value))
}

function folderOf(...parts: [string, string]): string {
  const folder = join(...parts)
  mkdirSync(folder, { recursive: true })
  return folder
}

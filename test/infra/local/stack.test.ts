import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentials, region } from '../../../infra/local/account.ts'
import type { Answered } from '../../../infra/local/gateway.ts'
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts'
import { newFolder, writeSmallApp } from './small-app.ts'

const dir = newFolder()
const notes = join(dir, 'notes')
const answered: Answered[] = []
const errors: string[] = []
let stack: LocalStack
let sqs: SQSClient

beforeAll(async () => {
  writeFileSync(notes, '')
  stack = await startLocalStack({
    dir,
    assembly: writeSmallApp(dir, { notes }),
    retryDelay: 0,
    onAnswered: (request) => answered.push(request),
    onError: (line) => errors.push(line),
  })
  sqs = new SQSClient({ region, credentials, endpoint: stack.endpoints.sqs })
})

afterAll(async () => {
  sqs?.destroy()
  await stack?.stop()
  rmSync(dir, { recursive: true })
})

const post = (path: string, body = '{}') =>
  fetch(stack.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

describe('the gateway', () => {
  test('invokes the function of the route for every method and path, and returns its response', async () => {
    const response = await post('/webhooks/object?token=secret', '{"a":1}')
    expect(response.status).toBe(200)
    expect(response.headers.get('x-number')).toBe('7')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    const { event, name } = JSON.parse(await response.text())
    expect(event).toMatchObject({
      body: '{"a":1}',
      isBase64Encoded: false,
    })
    expect(event.requestContext.requestId).toBe(response.headers.get('apigw-requestid'))
    expect(name).toBe('App-Echo')
  })

  test.each([
    ['DELETE', '/elsewhere'],
    ['GET', '//webhooks/'],
    ['POST', '/webhooks/a/b/c/%'],
  ])('passes %s %s on', async (method, path) => {
    const { event } = JSON.parse(await (await fetch(stack.url + path, { method })).text())
    expect(event).toMatchObject({ routeKey: '$default', rawPath: path, requestContext: { http: { method } } })
  })

  test('reports a request without its query', async () => {
    const response = await post('/webhooks/object?token=secret')
    await response.text()
    const requestId = response.headers.get('apigw-requestid')
    expect(answered.find((request) => request.requestId === requestId)).toMatchObject({
      method: 'POST',
      path: '/webhooks/object',
      status: 200,
    })
  })

  test.each([
    ['a function that throws', 'POST', '/webhooks/object?behaviour=throw', 500, 'Internal Server Error'],
    ['a function that exits', 'POST', '/webhooks/object?behaviour=exit', 500, 'Internal Server Error'],
    ['an invalid result', 'POST', '/webhooks/object?behaviour=nonsense', 500, 'Internal Server Error'],
  ])('%s', async (_, method, path, status, message) => {
    const response = await fetch(stack.url + path, { method })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ message })
  })

  test('refuses a body above 10 MB', async () => {
    const response = await post('/webhooks/object', 'x'.repeat(10 * 1024 * 1024 + 1))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' })
  })
})

describe('a function', () => {
  test('has the environment of the template and of Lambda, and nothing else', async () => {
    const { environment } = JSON.parse(await (await post('/webhooks/object')).text())
    expect(environment).toMatchObject({
      TABLE: 'App-Table',
      QUEUE: `${stack.endpoints.sqs}/000000000000/App-Queue`,
      BUCKET: 'app-bucket',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'App-Echo',
      AWS_ENDPOINT_URL_SQS: stack.endpoints.sqs,
      AWS_ENDPOINT_URL_S3: stack.endpoints.s3,
      // Past the gate, which is for others.
      AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(/^http:\/\/127\.\d+\.\d+\.\d+:\d+$/),
    })
    expect(environment).not.toHaveProperty('PATH')
    expect(environment).not.toHaveProperty('NOTES')
  })

  test('that exceeds its timeout fails, and a new thread serves the next event', async () => {
    const before = JSON.parse(await (await post('/webhooks/object')).text())
    expect(before.invocations).toBeGreaterThan(0)
    expect((await post('/webhooks/object?behaviour=hang')).status).toBe(500)
    expect(errors).toContain('Echo  Task timed out after 3.00 seconds')
    const after = JSON.parse(await (await post('/webhooks/object')).text())
    expect(after.invocations).toBe(1)
  })

  test('that throws is reported in one line, and its log is in the file', async () => {
    await post('/webhooks/object?behaviour=throw')
    expect(errors).toContain('Echo  TypeError: thrown on purpose')
    // The thread's output may come after its answer.
    const log = () => readFileSync(stack.logFile, 'utf8')
    await expect.poll(log).toContain('Echo the log of /webhooks/object')
    expect(errors.join()).not.toContain('the log of')
  })
})

test('a message that fails is received five times and then moved to the dead-letter queue; its neighbour is received once', async () => {
  const { QueueUrl = '', DeadUrl = '' } = stack.outputs.CommBoxWebhooks
  const { Successful = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'bad', MessageBody: 'bad one' },
        { Id: 'good', MessageBody: 'good one' },
      ],
    }),
  )
  const remainder = await stack.drain(100)

  const noted = readFileSync(notes, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(noted.filter(({ body }) => body === 'good one')).toHaveLength(1)
  expect(noted.filter(({ body }) => body === 'bad one').map(({ attempt }) => attempt)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
  ])
  expect(noted[0]).toMatchObject({ eventSource: 'aws:sqs' })
  expect(remainder).toEqual([{ queue: 'Dead', messages: 1, isDeadLetter: true }])
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: DeadUrl }))
  expect(Messages.map(({ Body, MessageId }) => [Body, MessageId])).toEqual([
    ['bad one', Successful.find(({ Id }) => Id === 'bad')?.MessageId],
  ])
})

test('the outputs are in a file that only its owner can read', () => {
  expect(JSON.parse(readFileSync(join(dir, 'outputs.json'), 'utf8'))).toEqual({
    CommBoxWebhooks: expect.objectContaining({ WebhookUrl: `${stack.url}/webhooks`, TableName: 'App-Table' }),
    Local: {
      Token: stack.token,
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      DynamoDbEndpoint: stack.endpoints.dynamoDb,
      S3Endpoint: stack.endpoints.s3,
      SqsEndpoint: stack.endpoints.sqs,
    },
  })
  for (const file of ['outputs.json', 'token']) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600)
})

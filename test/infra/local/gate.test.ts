import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentials, newAccessKey, region } from '../../../infra/local/account.ts'
import { gatedDynamoDb, startDynalite, startDynamoDb } from '../../../infra/local/dynamodb.ts'
import { type S3, startS3 } from '../../../infra/local/s3.ts'
import { startSqs } from '../../../infra/local/sqs.ts'

const folder = mkdtempSync(join(tmpdir(), 'commbox-gate-'))
let s3: S3
let sqs: Awaited<ReturnType<typeof startSqs>>
let queue: SQSClient
let QueueUrl: string | undefined

beforeAll(async () => {
  s3 = await startS3(folder)
  await s3.createBucket('bucket')
  sqs = await startSqs()
  queue = new SQSClient({ endpoint: sqs.endpoint, region, credentials })
  ;({ QueueUrl } = await queue.send(new CreateQueueCommand({ QueueName: 'queue' })))
})
afterAll(async () => {
  queue.destroy()
  await Promise.all([s3.close(), sqs.close()])
  rmSync(folder, { recursive: true })
})

type Headers = Record<string, string>

/** A request with its headers as they are given: `fetch` would set some of them itself. */
async function ask(endpoint: string, method: string, path: string, headers: Headers, body: string) {
  const [response]: IncomingMessage[] = await once(
    request(endpoint, { method, path, headers: { 'content-length': body.length, ...headers } }).end(body),
    'response',
  )
  if (response === undefined) throw new Error('no response')
  return { status: response.statusCode, text: await text(response) }
}

const signedBy = (accessKeyId: string): Headers => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20240609/us-east-1/s3/aws4_request, Signature=0`,
})
const own = signedBy(credentials.accessKeyId)

const strangers: [string, Headers, number][] = [
  ['a name that was made to lead here', { ...own, host: 'rebound.example' }, 421],
  ['another name of this machine', { ...own, host: 'localhost' }, 421],
  ['the address without its port', { ...own, host: '127.0.0.1' }, 421],
  ['a page of another origin', { ...own, origin: 'https://other.example' }, 403],
  ['a page that hides its origin', { ...own, origin: 'null' }, 403],
  ['a page of the console itself', { ...own, 'sec-fetch-site': 'same-site' }, 403],
  ['a link that is opened in a browser', { ...own, 'sec-fetch-site': 'none' }, 403],
  ['a request without a key', {}, 403],
  ['the key of another start', signedBy(newAccessKey().accessKeyId), 403],
  ['the key that every emulator takes', signedBy('test'), 403],
]

describe('S3 refuses', () => {
  test.each(strangers)('%s', async (_, headers, status) => {
    const before = readdirSync(folder, { recursive: true })
    for (const method of ['GET', 'PUT', 'DELETE', 'POST', 'OPTIONS']) {
      const answer = await ask(s3.endpoint, method, '/bucket/key', headers, 'x')
      expect(answer.status).toBe(status)
      expect(answer.text).toContain('<Error><Code>')
    }
    expect(readdirSync(folder, { recursive: true })).toEqual(before)
  })
})

describe('SQS refuses', () => {
  const forms = { 'content-type': 'application/x-www-form-urlencoded' }

  test.each(strangers)('%s', async (_, headers, status) => {
    const form = new URLSearchParams({ Action: 'SendMessage', MessageBody: 'x', QueueUrl: QueueUrl ?? '' })
    const answer = await ask(sqs.endpoint, 'POST', '/', { ...forms, ...headers }, form.toString())
    expect(answer.status).toBe(status)
    const { Messages = [] } = await queue.send(new ReceiveMessageCommand({ QueueUrl }))
    expect(Messages).toEqual([])
  })
})

describe.each(['dynoxide', 'dynalite'])('DynamoDB (%s) refuses', (kind) => {
  let dynamoDb: Awaited<ReturnType<typeof gatedDynamoDb>>
  let tables: DynamoDBClient
  beforeAll(async () => {
    const own = mkdtempSync(join(folder, `${kind}-`))
    dynamoDb = await gatedDynamoDb(
      await (kind === 'dynalite' ? startDynalite(own) : startDynamoDb(own, () => {})),
    )
    tables = new DynamoDBClient({ endpoint: dynamoDb.endpoint, region, credentials })
  })
  afterAll(async () => {
    tables.destroy()
    await dynamoDb.close()
  })

  const table = {
    TableName: 'customers',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  }

  test.each(strangers)('%s', async (_, headers, status) => {
    const target = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.CreateTable',
    }
    const answer = await ask(dynamoDb.endpoint, 'POST', '/', { ...target, ...headers }, JSON.stringify(table))
    expect(answer.status).toBe(status)
    const preflight = await ask(dynamoDb.endpoint, 'OPTIONS', '/', headers, '')
    expect(preflight.status).toBe(status)
    expect((await tables.send(new ListTablesCommand({}))).TableNames).toEqual([])
  })
})

test('DynamoDB itself answers at no address that a page could guess', async () => {
  const addresses = new Set<string>()
  for (const name of ['a', 'b']) {
    const own = mkdtempSync(join(folder, `${name}-`))
    const dynamoDb = await startDynamoDb(own, () => {})
    addresses.add(new URL(dynamoDb.endpoint).hostname)
    await dynamoDb.close()
  }
  expect(addresses.size).toBe(2)
  for (const address of addresses) expect(address).toMatch(/^127\.\d+\.\d+\.\d+$/)
  expect(addresses).not.toContain('127.0.0.1')
})

test('the key of this start is taken, at the very address', async () => {
  expect(await ask(s3.endpoint, 'PUT', '/bucket/own', own, 'x')).toMatchObject({ status: 200 })
  expect(await ask(s3.endpoint, 'GET', '/bucket/own', own, '')).toEqual({ status: 200, text: 'x' })
})

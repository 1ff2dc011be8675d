import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountId, credentials, region } from '../../infra/local/account.ts'
import { type LocalStack, startLocalStack } from '../../infra/local/stack.ts'
import { type Entity, entities } from '../../shared/commbox/names.ts'
import { encodeMessage } from '../../shared/events/delivery.ts'
import { largestInline } from '../../shared/events/large-bodies.ts'
import { outputs, pipelines, stackName, tableTitles } from '../../shared/runtime/names.ts'
import { userKey } from '../../shared/store/erased.ts'
import { markErased } from '../../shared/store/mark-erased.ts'
import { tables } from '../../shared/tables.ts'
import { builtApp } from '../built-app.ts'
import { bodiesInMemory } from '../emulated-tables.ts'
import { deliveries, malformed } from '../fixtures.ts'
import { authenticToken } from '../webhook-request.ts'
import { grantsOf } from './grants.ts'
import { readable, resources, target } from './synthesized.ts'
import { needs, wire } from './wire.ts'

/*
 * Runs the deployed bundles through all that they do, and compares their calls to AWS with the policy of the function
 * that makes them.
 */

const folder = mkdtempSync(join(tmpdir(), 'calls-'))
const outdir = join(folder, 'cdk.out')
let template: Template
let stack: LocalStack
const wires = new Map<string, Awaited<ReturnType<typeof wire>>>()

beforeAll(async () => {
  cpSync(await builtApp(), outdir, { recursive: true })
  const templateFile = join(outdir, `${stackName}.template.json`)
  const content = JSON.parse(readFileSync(templateFile, 'utf8'))
  template = Template.fromJSON(structuredClone(content))

  for (const id of resources(template, 'AWS::Lambda::Function').keys()) {
    const listening = await wire(() => ({
      dynamodb: stack.endpoints.dynamoDb,
      s3: stack.endpoints.s3,
      sqs: stack.endpoints.sqs,
    }))
    wires.set(readable(id), listening)
    const { Variables } = content.Resources[id].Properties.Environment
    for (const [name, value] of Object.entries(Variables)) {
      // The SDK sends a message to the host in the URL of its queue.
      const isUrl = name.endsWith('_QUEUE_URL')
      if (isUrl) Variables[name] = `${listening.endpoint}/${accountId}/${stackName}-${target(value)}`
    }
    Variables.AWS_ENDPOINT_URL_DYNAMODB = listening.endpoint
    Variables.AWS_ENDPOINT_URL_S3 = listening.endpoint
  }
  writeFileSync(templateFile, JSON.stringify(content))
  stack = await startLocalStack({ dir: join(folder, 'stack'), assembly: outdir })
  await everything()
})

afterAll(async () => {
  await stack?.stop()
  for (const listening of wires.values()) await listening.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Makes the functions do everything: small and large, valid and invalid, on time and late. */
async function everything(): Promise<void> {
  for (const { body, expected } of [...deliveries(), ...malformed()]) await post(expected.url, body)
  const text = 'x'.repeat(largestInline)
  for (const entity of entities) {
    const { url, payload } = small[entity]
    await post(url, Buffer.from(JSON.stringify({ payload: { ...payload, text } })))
    await send(entity, 'no delivery')
  }
  await post('object', Buffer.from(`{${text}`))
  await post('object', Buffer.from(`{${text.repeat(9)}`))
  // The first receipt of an event without a time of its own is processed last.
  for (const second of ['20', '10']) {
    const delivery = {
      version: 1,
      deliveryId: `late-${second}`,
      receivedAt: `2024-06-09T07:30:${second}.000Z`,
      entity: 'Object',
      trigger: 'OnAssign',
      requestId: 'late',
      payload: { Id: '77' },
    } as const
    await send('Object', encodeMessage(delivery))
    await stack.drain(100)
  }
  // The user was erased between two receipts of one event, of which the later one is processed first.
  await eraseUser('9', '2024-06-09T07:30:15.000Z')
  for (const second of ['20', '10']) {
    const delivery = {
      version: 1,
      deliveryId: `erased-${second}`,
      receivedAt: `2024-06-09T07:30:${second}.000Z`,
      entity: 'Object',
      trigger: 'OnAssign',
      requestId: 'erased',
      payload: { Id: '78', User: { Id: '9' } },
    } as const
    await send('Object', encodeMessage(delivery))
    await stack.drain(100)
  }
  // Of that user is one of two messages in a large body, and all of another.
  for (const users of [['9', '8'], ['9']]) {
    const Child = users.map((Id) => ({
      ...{ Id: `7${Id}`, User: { Id }, Message: text.repeat(5), CreateDate: '09-06-2024 07:30:00' },
    }))
    const payload = { Id: '79', Children: { Child } }
    await post('object/on-new-child', Buffer.from(JSON.stringify({ payload })))
  }
  expect(await stack.drain(100)).toEqual([])
}

async function eraseUser(userId: string, all: string): Promise<void> {
  const client = new DynamoDBClient({ region, credentials, endpoint: stack.endpoints.dynamoDb })
  const tableName = stack.outputs[stackName][outputs.table('Object')] ?? ''
  const { partitionKey } = tables.Object
  const table = { client, tableName, partitionKey, sleep: async () => {}, bodies: bodiesInMemory() }
  await markErased(table, 'Object', userKey(userId), { all })
  client.destroy()
}

const small: Record<Entity, { url: string; payload: Record<string, string | object> }> = {
  Object: { url: 'object/on-new', payload: { Id: '1' } },
  User: { url: 'user/login', payload: { Id: '1' } },
  Satisfaction: { url: 'satisfaction/on-submit', payload: { ObjectId: '1', Score: '5' } },
  Tag: { url: 'tag/on-delete', payload: { tagId: '1' } },
  Form: { url: 'form/on-submit', payload: { ObjectId: '1' } },
  Chat: { url: 'chat/on-user-exit', payload: { Object: { Id: '1' }, ObjectId: '1' } },
}

async function post(url: string, body: Buffer): Promise<void> {
  const path = ['webhooks', ...url.split('/').filter(Boolean).map(encodeURIComponent)].join('/')
  const response = await fetch(`${stack.url}/${path}?token=${authenticToken}`, {
    method: 'POST',
    body: new Uint8Array(body),
  })
  await response.text()
}

async function send(entity: Entity, MessageBody: string): Promise<void> {
  const client = new SQSClient({ region, credentials, endpoint: stack.endpoints.sqs })
  const QueueUrl = stack.outputs[stackName][outputs.queue(entity)] ?? ''
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  client.destroy()
}

/** The permissions that a function needed, in the form of its grants. */
function neededBy(functionId: string): Set<string> {
  const [bucket = ''] = resources(template, 'AWS::S3::Bucket').keys()
  const name = (action: string, on: string) =>
    action.startsWith('s3:')
      ? [
          readable(bucket),
          ...on
            .split('/')
            .slice(1, 2)
            .filter(Boolean)
            .map((prefix) => `${prefix}/*`),
        ].join('/')
      : readable(on.replace(`${stackName}-`, ''))
  return new Set(wires.get(functionId)?.needed.map(({ action, on }) => `${action} on ${name(action, on)}`))
}

/** The grants that the functions use themselves; Lambda writes logs and reads queues. */
function grantedTo(functionId: string): string[] {
  return grantsOf(template, functionId).filter((grant) => /^(dynamodb|s3|sqs:SendMessage)/.test(grant))
}

const consumers = pipelines.map((name) => `${name}PipelineConsumer`)

describe('calls to AWS', () => {
  test.each(['IngestFunction', ...consumers])('of %s are all allowed by its policy', (id) => {
    const needed = [...neededBy(id)]
    expect(needed).not.toHaveLength(0)
    expect(needed.filter((call) => !grantedTo(id).includes(call))).toEqual([])
  })

  test.each(['IngestFunction', 'QuarantinePipelineConsumer'])('of %s use all of its permissions', (id) => {
    expect([...neededBy(id)].sort()).toEqual(grantedTo(id))
  })

  test('of the six entity consumers, which share one bundle, use all of their permissions', () => {
    const ofAny = (entity: Entity, calls: Iterable<string>) =>
      [...calls].map((call) => call.replace(`${tableTitles[entity]}Store`, '').replace(`/${entity}/`, '/'))
    const needed = new Set(entities.flatMap((entity) => ofAny(entity, neededBy(`${entity}PipelineConsumer`))))
    const granted = new Set(
      entities.flatMap((entity) => ofAny(entity, grantedTo(`${entity}PipelineConsumer`))),
    )
    // No call lists the bucket: the permission makes a missing body a 404.
    granted.delete('s3:ListBucket on LargeBodiesBucket')
    expect([...needed].sort()).toEqual([...granted].sort())
  })
})

describe('the permission that a call needs', () => {
  const call = (target: string, body: object) =>
    needs(
      'dynamodb',
      { headers: { 'x-amz-target': `DynamoDB_20120810.${target}` } },
      Buffer.from(JSON.stringify(body)),
    )

  test('is on each table of a batch', () => {
    expect(call('BatchWriteItem', { RequestItems: { A: [], B: [] } })).toEqual([
      { action: 'dynamodb:BatchWriteItem', on: 'A' },
      { action: 'dynamodb:BatchWriteItem', on: 'B' },
    ])
  })

  test('is on the index that is queried', () => {
    expect(call('Query', { TableName: 'A', IndexName: 'byStream' })).toEqual([
      { action: 'dynamodb:Query', on: 'A/index/byStream' },
    ])
  })

  test('to check for an object is that to read it', () => {
    expect(
      needs('s3', { method: 'HEAD', url: '/bucket/Object/2024/a%20b.json', headers: {} }, Buffer.alloc(0)),
    ).toEqual([{ action: 's3:GetObject', on: 'bucket/Object/2024/a b.json' }])
  })

  test('is an error for an operation that is not listed', () => {
    expect(() => call('TransactWriteItems', {})).toThrow('TransactWriteItems')
  })
})

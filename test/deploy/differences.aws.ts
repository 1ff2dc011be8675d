import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentials } from '../../infra/local/account.ts'
import { startDynalite, startDynamoDb } from '../../infra/local/dynamodb.ts'
import type { Emulator } from '../../infra/local/listening.ts'
import { startSqs } from '../../infra/local/sqs.ts'
import { createTable } from '../../infra/local/tables.ts'
import { region, startMiniStack } from './ministack.ts'

/*
 * The differences that docs/emulators.md lists, so that the list is true of the versions that are installed.
 */

const dir = mkdtempSync(join(tmpdir(), 'commbox-differences-'))
const running: Emulator[] = []
let ministack: Emulator

beforeAll(async () => {
  ministack = await startMiniStack(process.env.COMMBOX_MINISTACK ?? '', dir)
  running.push(ministack)
})
afterAll(async () => {
  for (const emulator of running) await emulator.close()
  rmSync(dir, { recursive: true, force: true })
})

async function clientOptions(start: () => Promise<Emulator>) {
  const emulator = await start()
  running.push(emulator)
  return { endpoint: emulator.endpoint, region, credentials, maxAttempts: 1 }
}

/** What an attempt comes to: its answer, or the name of its error. */
function outcome(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch((error: unknown) => (error instanceof Error ? error.name : error))
}

describe.each([
  {
    name: 'dynoxide',
    start: () => startDynamoDb(dir, () => {}),
    emptyKey: 'ValidationException',
    timeToLive: true,
    givesItem: true,
  },
  { name: 'dynalite', start: () => startDynalite(dir), emptyKey: true, timeToLive: false, givesItem: false },
  {
    name: 'MiniStack',
    start: async () => ministack,
    emptyKey: 'ValidationException',
    timeToLive: true,
    givesItem: true,
  },
])('DynamoDB of $name', ({ start, emptyKey, timeToLive, givesItem }) => {
  const TableName = 'differences'
  let client: DynamoDBClient
  beforeAll(async () => {
    client = new DynamoDBClient(await clientOptions(start))
    await createTable(client, {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'other'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOther',
          KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    })
  })
  afterAll(() => client.destroy())

  const put = (Item: Record<string, { S: string }>, more = {}) =>
    client.send(new PutItemCommand({ TableName, Item, ...more }))

  test('an empty text as the key of an index', async () => {
    const result = await outcome(put({ id: { S: 'empty' }, other: { S: '' } }).then(() => true))
    expect(result).toBe(emptyKey)
  })

  test('UpdateTimeToLive', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' }
    const update = new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })
    expect(await outcome(client.send(update).then(() => true))).toBe(
      timeToLive ? true : 'UnknownOperationException',
    )
  })

  test('the item with a failed condition', async () => {
    const item = { id: { S: 'condition' }, other: { S: 'first' } }
    await put(item)
    const isFirst = {
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
    const error: unknown = await put(item, isFirst).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' })
    expect(error).toEqual(expect.objectContaining(givesItem ? { Item: item } : { Item: undefined }))
  })
})

describe.each([
  { name: 'local-aws-sqs', start: startSqs, isApart: false, moves: true, readsNames: false },
  { name: 'MiniStack', start: async () => ministack, isApart: true, moves: false, readsNames: true },
])('SQS of $name', ({ start, isApart, moves, readsNames }) => {
  let client: SQSClient
  let QueueUrl: string | undefined
  beforeAll(async () => {
    client = new SQSClient(await clientOptions(start))
    ;({ QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'differences' })))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'body' }))
  })
  afterAll(() => client.destroy())

  test('counts, names and receives', async () => {
    const receive = () =>
      client.send(
        new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['ApproximateReceiveCount'] }),
      )
    const [message] = (await receive()).Messages ?? []
    expect(message?.Attributes?.ApproximateReceiveCount).toBe(readsNames ? '1' : undefined)
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    expect(Attributes?.ApproximateNumberOfMessages).toBe(isApart ? '0' : '1')
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    )
    const again = await client.send(new ReceiveMessageCommand({ QueueUrl, AttributeNames: ['All'] }))
    expect(again.Messages?.[0]?.Attributes?.ApproximateReceiveCount).toBe('2')
  })

  test('StartMessageMoveTask', async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    const move = new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn })
    const isKnown = (await outcome(client.send(move).then(() => true))) !== 'InvalidAction'
    expect(isKnown).toBe(moves)
  })
})

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { credentials, region } from '../../../infra/local/account.ts'
import { LocalError } from '../../../infra/local/local-error.ts'
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts'
import { newFolder, tableKeys, writeSmallApp } from './small-app.ts'

const app = newFolder()
const assembly = writeSmallApp(app)
afterAll(() => rmSync(app, { recursive: true }))

let dir: string
beforeEach(() => {
  dir = newFolder()
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Runs a stack while `use` runs. */
async function running<Result>(
  options: { fresh?: boolean; assembly?: string },
  use: (stack: LocalStack, client: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const stack = await startLocalStack({ dir, assembly, ...options })
  const client = new DynamoDBClient({ region, credentials, endpoint: stack.endpoints.dynamoDb })
  try {
    return await use(stack, client)
  } finally {
    client.destroy()
    await stack.stop()
  }
}

const itemsOf = async (client: DynamoDBClient) =>
  (await client.send(new ScanCommand({ TableName: 'App-Table' }))).Items ?? []

test('tables and token survive a restart, and --fresh empties the tables', async () => {
  const Item = { id: { S: '1' }, record: { S: 'state' } }
  const first = await running({}, async ({ token }, client) => {
    await client.send(new PutItemCommand({ TableName: 'App-Table', Item }))
    return token
  })
  await running({}, async ({ token }, client) => {
    expect(await itemsOf(client)).toEqual([Item])
    expect(token).toBe(first)
  })
  await running({ fresh: true }, async ({ token }, client) => {
    expect(await itemsOf(client)).toEqual([])
    expect(token).toBe(first)
  })
})

test('the objects of a bucket survive a restart, and --fresh deletes them', async () => {
  const object = { Bucket: 'app-bucket', Key: 'Object/2024-06-09/JKJaXmPLvHcESHA%3D.json' }
  const inBucket = <Result>(endpoint: string, use: (client: S3Client) => Promise<Result>) => {
    const client = new S3Client({ region, credentials, endpoint })
    return use(client).finally(() => client.destroy())
  }
  await running({}, ({ endpoints }) =>
    inBucket(endpoints.s3, (s3) => s3.send(new PutObjectCommand({ ...object, Body: '{"שלום":1}' }))),
  )
  await running({}, async ({ endpoints }) => {
    const { Body } = await inBucket(endpoints.s3, (s3) => s3.send(new GetObjectCommand(object)))
    expect(await Body?.transformToString()).toBe('{"שלום":1}')
  })
  await running({ fresh: true }, async ({ endpoints }) => {
    const gone = inBucket(endpoints.s3, (s3) => s3.send(new GetObjectCommand(object)))
    await expect(gone).rejects.toBeInstanceOf(NoSuchKey)
  })
})

test('a table with other keys than before is reported in one line that suggests --fresh', async () => {
  await running({}, async () => {})
  const other = newFolder()
  const index = { IndexName: 'byRecord', KeySchema: [{ AttributeName: 'record', KeyType: 'HASH' }] }
  const GlobalSecondaryIndexes = [{ ...index, Projection: { ProjectionType: 'KEYS_ONLY' } }]
  const changed = writeSmallApp(other, { table: { ...tableKeys, GlobalSecondaryIndexes } })
  await expect(running({ assembly: changed }, async () => {})).rejects.toThrow(
    /^The keys or indexes of table Table have changed.*--fresh/,
  )
  await running({ assembly: changed, fresh: true }, async () => {})
  await running({ assembly: changed }, async () => {})
  await running({ fresh: true }, async () => {})
  rmSync(other, { recursive: true })
})

test('a new table of the template is created beside existing ones', async () => {
  const other = newFolder()
  const Second = { Type: 'AWS::DynamoDB::Table', Properties: tableKeys }
  const Item = { id: { S: '2' }, record: { S: 'state' } }
  await running({}, (_, client) => client.send(new PutItemCommand({ TableName: 'App-Table', Item })))
  await running({ assembly: writeSmallApp(other, { resources: { Second } }) }, async (_, client) => {
    expect(await itemsOf(client)).toEqual([Item])
    expect((await client.send(new ScanCommand({ TableName: 'App-Second' }))).Count).toBe(0)
  })
  rmSync(other, { recursive: true })
})

test('a second stack in the same folder is refused', async () => {
  await running({}, async () => {
    await expect(startLocalStack({ dir, assembly })).rejects.toThrow(
      /^A local stack is running in .* already/,
    )
  })
})

test('a folder that cannot be created is refused', async () => {
  const file = join(dir, 'file')
  writeFileSync(file, '')
  await expect(startLocalStack({ dir: join(file, 'folder'), assembly })).rejects.toThrow(
    /^The folder .* cannot be written to: ENOTDIR/,
  )
})

test.each([
  [
    'a reference to a resource that does not exist',
    {
      Odd: {
        Type: 'AWS::SQS::Queue',
        Properties: { RedrivePolicy: { deadLetterTargetArn: { Ref: 'Nowhere' }, maxReceiveCount: 1 } },
      },
    },
    'Odd.RedrivePolicy.deadLetterTargetArn refers to Nowhere',
  ],
  [
    'a route with an authorizer',
    {
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { RouteKey: '$default', Target: 'x', AuthorizationType: 'JWT' },
      },
    },
    'Route has an authorizer (JWT)',
  ],
  [
    'a value of the wrong type',
    { Odd: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'long' } } },
    'Odd is invalid at VisibilityTimeout',
  ],
])(
  'a template with %s is reported in one line, and nothing is left running',
  async (_, resources, message) => {
    const other = newFolder()
    const before = serversAndChildren()

    const start = startLocalStack({ dir, assembly: writeSmallApp(other, { resources }) })
    const error = await start.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(LocalError)
    expect(String(error)).toContain(message)
    expect(String(error)).not.toContain('\n')
    await expect.poll(serversAndChildren).toEqual(before)
    rmSync(other, { recursive: true })
  },
)

/** The listening sockets and child processes of this process. */
function serversAndChildren(): string[] {
  const kinds = ['TCPServerWrap', 'ProcessWrap']
  return process.getActiveResourcesInfo().filter((kind) => kinds.includes(kind))
}

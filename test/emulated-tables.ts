import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { credentials, region } from '../infra/local/account.ts'
import { startDynalite, startDynamoDb } from '../infra/local/dynamodb.ts'
import type { Emulator } from '../infra/local/listening.ts'
import { createTable } from '../infra/local/tables.ts'
import type { JsonObject } from '../shared/commbox/json.ts'
import { fromItem } from '../shared/dynamodb/attribute-values.ts'
import { deleteItem } from '../shared/dynamodb/database.ts'
import { type IndexDefinition, sortKey } from '../shared/dynamodb/table.ts'
import type { ErasableBodies } from '../shared/events/large-bodies.ts'
import { type Pipeline, pipelines } from '../shared/runtime/names.ts'
import type { Database } from '../shared/store/database.ts'
import { tables } from '../shared/tables.ts'
import { startMiniStack } from './deploy/ministack.ts'
import { attached, startTablesInMemory } from './tables-in-memory.ts'

export type EmulatedTables = {
  /** The large bodies of all tables. */
  bodies: ReturnType<typeof bodiesInMemory>
  client: DynamoDBClient
  endpoint: string
  /** The table of a pipeline, with real waits unless `sleep` is given. */
  database(pipeline: Pipeline, client?: DynamoDBClient, sleep?: Database['sleep']): Database
  /** Every item of a table, without what says which command wrote it: `via` is no part of what is stored. */
  items(pipeline: Pipeline): Promise<JsonObject[]>
  /** Removes items from a table. */
  remove(pipeline: Pipeline, items: readonly JsonObject[]): Promise<void>
  close(): Promise<void>
}

/** The DynamoDB to test with: `dynoxide`, `dynalite`, `ministack`, `memory`, or the address of one that runs. */
const engine = process.env.COMMBOX_TEST_DYNAMODB ?? 'dynoxide'
const isShared = URL.canParse(engine)

function startEngine(folder: string): Promise<Emulator> {
  switch (engine) {
    case 'dynoxide':
      return startDynamoDb(folder, () => {})
    case 'dynalite':
      return startDynalite(folder)
    case 'memory':
      return Promise.resolve(startTablesInMemory())
    case 'ministack':
      return startMiniStack(process.env.COMMBOX_MINISTACK ?? '', folder)
    default:
      if (!isShared) throw new Error(`COMMBOX_TEST_DYNAMODB: there is no ${engine}`)
      return Promise.resolve({ endpoint: engine, close: () => Promise.resolve() })
  }
}

/** An emulator with the project's tables and nothing in them, kept in a folder of `parent`. */
export async function emulatedTables(parent = tmpdir()): Promise<EmulatedTables> {
  const folder = mkdtempSync(join(parent, 'commbox-tables-'))
  const emulator = await startEngine(folder)
  const { endpoint } = emulator
  const client = attached(new DynamoDBClient({ endpoint, region, credentials }), endpoint)
  if (engine !== 'memory') for (const pipeline of pipelines) await createTable(client, definitionOf(pipeline))
  const bodies = bodiesInMemory()
  const database: EmulatedTables['database'] = (pipeline, own = client, sleep = pause) => ({
    client: own,
    tableName: pipeline,
    partitionKey: tables[pipeline].partitionKey,
    bodies,
    sleep,
  })
  return {
    bodies,
    client,
    endpoint,
    database,
    async remove(pipeline, items) {
      const { partitionKey } = tables[pipeline]
      const keysOf = (item: JsonObject) => ({
        key: String(item[partitionKey]),
        record: String(item[sortKey]),
      })
      for (const item of items) await deleteItem(database(pipeline), keysOf(item))
    },
    async items(pipeline) {
      const found: JsonObject[] = []
      let start: Awaited<ReturnType<typeof scan>>['LastEvaluatedKey']
      do {
        const page = await scan(client, pipeline, start)
        found.push(...(page.Items ?? []).map(fromItem))
        start = page.LastEvaluatedKey
      } while (start)
      return found.map(({ via: _via, ...item }) => item)
    },
    async close() {
      if (isShared)
        for (const TableName of pipelines) await client.send(new DeleteTableCommand({ TableName }))
      client.destroy()
      await emulator.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A versioned bucket that lasts as long as a test. */
export function bodiesInMemory() {
  const stored = new Map<string, string>()
  const former = new Map<string, string[]>()
  return {
    stored,
    async put(key: string, body: string) {
      const before = stored.get(key)
      if (before !== undefined) former.set(key, [...(former.get(key) ?? []), before])
      stored.set(key, body)
    },
    async get(key: string) {
      return stored.get(key)
    },
    async erase(key: string, which: 'every' | 'former') {
      const count = (former.get(key)?.length ?? 0) + (which === 'every' && stored.has(key) ? 1 : 0)
      former.delete(key)
      if (which === 'every') stored.delete(key)
      return count
    },
    /** Every version of every body. */
    everything: () => [...stored.values(), ...[...former.values()].flat()],
    clear() {
      stored.clear()
      former.clear()
    },
  } satisfies ErasableBodies & Record<string, unknown>
}

function pause(milliseconds: number): Promise<void> {
  return setTimeout(milliseconds)
}

function scan(client: DynamoDBClient, TableName: string, start: ScanCommand['input']['ExclusiveStartKey']) {
  return client.send(
    new ScanCommand({ TableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
  )
}

/** The table of a pipeline, as a request to create it. */
function definitionOf(pipeline: Pipeline): CreateTableCommandInput {
  const { partitionKey, indexes } = tables[pipeline]
  const definitions: IndexDefinition[] = Object.values(indexes)
  const names = definitions.flatMap((index) => [index.partitionKey, index.sortKey ?? sortKey])
  return {
    TableName: pipeline,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Set([partitionKey, sortKey, ...names])].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: keys(partitionKey, sortKey),
    ...(definitions.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: Object.entries(indexes).map(
            ([IndexName, index]: [string, IndexDefinition]) => ({
              IndexName,
              KeySchema: keys(index.partitionKey, index.sortKey),
              Projection:
                index.include.length === 0
                  ? { ProjectionType: 'KEYS_ONLY' }
                  : { ProjectionType: 'INCLUDE', NonKeyAttributes: notKeys(index, partitionKey) },
            }),
          ),
        }),
  }
}

/** Keys are in every index by themselves. */
function notKeys(index: IndexDefinition, partitionKey: string): string[] {
  return index.include.filter(
    (name) => ![partitionKey, sortKey, index.partitionKey, index.sortKey].includes(name),
  )
}

function keys(partition: string, sort: string | undefined) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
  ]
}

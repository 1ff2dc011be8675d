import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, test, vi } from 'vitest'
import { credentials, region } from '../../../infra/local/account.ts'
import { readAssembly } from '../../../infra/local/assembly.ts'
import { startDynalite, startDynamoDb } from '../../../infra/local/dynamodb.ts'
import { databaseFile } from '../../../infra/local/dynoxide.ts'
import { listen } from '../../../infra/local/listening.ts'
import { scopeOf } from '../../../infra/local/resources.ts'
import { createTables } from '../../../infra/local/tables.ts'
import { newFolder, writeSmallApp } from './small-app.ts'

const dir = newFolder()

afterAll(() => rmSync(dir, { recursive: true }))

test('without the binary, dynalite keeps the tables from one start to the next', async () => {
  const assembly = readAssembly(writeSmallApp(dir))
  const scope = scopeOf(assembly, { gateway: '', sqs: '' })
  const Item = { id: { S: '1' }, record: { S: 'state' } }
  for (const items of [[], [Item]]) {
    const dynamoDb = await startDynalite(dir)
    const client = new DynamoDBClient({ region, credentials, endpoint: dynamoDb.endpoint })
    await createTables(assembly, scope, client, dynamoDb.isWhole)
    expect((await client.send(new ScanCommand({ TableName: 'App-Table' }))).Items).toEqual(items)
    await client.send(new PutItemCommand({ TableName: 'App-Table', Item }))
    client.destroy()
    await dynamoDb.close()
  }
})

test('COMMBOX_FALLBACKS=1 takes dynalite, whatever is installed', async () => {
  vi.stubEnv('COMMBOX_FALLBACKS', '1')
  const dynamoDb = await startDynamoDb(dir, () => {}).finally(() => vi.unstubAllEnvs())
  expect(dynamoDb.isWhole).toBe(false)
  await dynamoDb.close()
})

test('the emulator finds the last record of a stream without reading all records', async () => {
  const folder = newFolder()
  const dynamoDb = await startDynamoDb(folder, () => {})
  const database = new DatabaseSync(join(folder, databaseFile))
  const plan = database.prepare(
    'EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?',
  )
  expect(plan.all('App-Table')).toEqual([
    expect.objectContaining({ detail: expect.stringMatching(/^SEARCH _stream_records USING .*INDEX/) }),
  ])
  database.close()
  await dynamoDb.close()
  rmSync(folder, { recursive: true })
})

test('the emulator does not outlive its parent, even if that is killed', async () => {
  const module = new URL('../../../infra/local/dynamodb.ts', import.meta.url).href
  const script = `
    import { startDynamoDb } from ${JSON.stringify(module)}
    const { endpoint } = await startDynamoDb(${JSON.stringify(dir)}, () => {})
    console.log(endpoint)
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [endpoint] = await once(parent.stdout, 'data')
  const { hostname, port } = new URL(String(endpoint).trim())
  expect(await isFree(hostname, Number(port))).toBe(false)
  parent.kill('SIGKILL')
  await expect.poll(() => isFree(hostname, Number(port))).toBe(true)
})

/** Whether nothing listens on a port. */
async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    await listen(server, port, host)
    await new Promise((resolve) => server.close(resolve))
    return true
  } catch {
    return false
  }
}

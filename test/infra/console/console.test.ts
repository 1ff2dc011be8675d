import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConsole } from '../../../infra/console/console.ts'
import { localOutputs } from '../../../infra/local/emulators.ts'
import { hostname, listen } from '../../../infra/local/listening.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { outputs, pipelines, stackName } from '../../../shared/runtime/names.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'

const dir = mkdtempSync(join(tmpdir(), 'commbox-console-'))
const site = createConsole()
const server = createServer((request, response) => {
  if (!handle(request, response)) response.writeHead(404).end()
})
let handle: ReturnType<typeof site.open> = () => false
let tables: EmulatedTables
let url: string

/** A console of tables only: an outputs file is all that it needs of a deployment. */
beforeAll(async () => {
  tables = await emulatedTables()
  url = `http://${hostname}:${await listen(server)}`
  const outputsFile = join(dir, 'outputs.json')
  const unused = 'http://127.0.0.1:9'
  const stack = {
    [outputs.webhookUrl]: `${url}/webhooks`,
    ...Object.fromEntries(pipelines.map((pipeline) => [outputs.table(pipeline), pipeline])),
  }
  const local = localOutputs('token', { dynamoDb: tables.endpoint, s3: unused, sqs: unused })
  writeFileSync(outputsFile, JSON.stringify({ [stackName]: stack, Local: local }))
  handle = site.open({ outputsFile, url, token: 'token' })
})
afterAll(async () => {
  site.close()
  server.close()
  await tables?.close()
  rmSync(dir, { recursive: true })
})

test('a page shows what the tables of an outputs file hold', async () => {
  await putItems(tables.database('Object'), [
    { objectId: '7', record: 'state', status: 'Open', statusId: '1', customerName: 'דנה לוי' },
  ])
  await putItems(tables.database('User'), [{ userId: '8', record: 'state', email: 'noa@example.com' }])
  const response = await fetch(`${url}/?conversation=7`)
  expect(response.status).toBe(200)
  const html = await response.text()
  for (const text of ['דנה לוי', 'noa@example.com', 'Conversation 7', `${url}/webhooks`]) {
    expect(html).toContain(text)
  }
  expect(html).toMatch(
    /stays in <code>\.local<\/code>, personal data included, until <code>npm start -- --fresh/,
  )
})

test('items of another version are named as the reason why there is no page', async () => {
  const other = { userId: '9', record: 'state', firstName: 5 }
  await putItems(tables.database('User'), [other])
  const response = await fetch(url)
  expect(response.status).toBe(500)
  expect(await response.text()).toMatch(/the tables hold items of another version\. .*npm start -- --fresh/)
  await tables.remove('User', [other])
  expect((await fetch(url)).status).toBe(200)
})

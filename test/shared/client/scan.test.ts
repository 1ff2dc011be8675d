import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ReadClient, readClient } from '../../../shared/client/client.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'

let tables: EmulatedTables
let client: ReadClient
beforeAll(async () => {
  tables = await emulatedTables()
  client = readClient({ dynamoDb: tables.client, tableName: (pipeline) => pipeline })
})
afterAll(() => tables?.close())

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

test('a scan reads every state and no event, on however many pages', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => String(1000 + index))
  const remarks = 'y'.repeat(40_000)
  await putItems(
    tables.database('User'),
    ids.flatMap((userId) => [
      { userId, record: 'state', firstName: 'x', remarks, registers: { remarks: 'internal' } },
      { userId, record: 'event#2026-01-01T00:00:00.000Z#1', trigger: 'OnNew' },
    ]),
  )
  const found = await all(client.users.scan())
  expect(found.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))).toEqual(
    ids.map((userId) => ({ userId, firstName: 'x', remarks })),
  )
})

test('a scan of tags reads no groups', async () => {
  await putItems(tables.database('Tag'), [
    { tagKey: 'tag#7', record: 'state', tagId: '7', name: 'Delivery' },
    { tagKey: 'group#7', record: 'state', groupId: '7', name: 'Topics' },
  ])
  expect(await all(client.tags.scan())).toEqual([{ tagId: '7', name: 'Delivery' }])
})

test('a scan of conversations reads none of the items that feed an index', async () => {
  await putItems(tables.database('Object'), [
    { objectId: '1', record: 'state', statusId: '1', status: 'Open' },
    { objectId: '1', record: 'tag#7', tagId: '7', taggedAt: '2026-01-01T00:00:00.000Z' },
  ])
  expect(await all(client.conversations.scan())).toEqual([{ objectId: '1', statusId: '1', status: 'Open' }])
})

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { isObject, type JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/database.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'

/*
 * What earlier releases wrote, one file for each format: messages wait in queues for up to 14 days after an upgrade,
 * items for ever. A file is never changed. A new format adds one.
 */

type Sample = { messages: string[]; items: JsonObject[] }

const folder = new URL('../../released/formats/', import.meta.url)
const samples = readdirSync(folder).map((name) => {
  const sample: Sample = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  return { name, ...sample }
})

let tables: EmulatedTables
beforeAll(async () => {
  tables = await emulatedTables()
})
afterEach(async () => tables.remove('Object', await tables.items('Object')))
afterAll(() => tables.close())

const sorted = (items: readonly JsonObject[]) =>
  items.toSorted((a, b) => (String(a.record) < String(b.record) ? -1 : 1))

async function consume(messages: readonly string[]): Promise<void> {
  const handler = entityConsumer({
    entity: 'Object',
    table: tables.database('Object'),
    quarantine: tables.database('Quarantine'),
    log: () => {},
  })
  const Records = messages.map((message, n) => sqsRecord(message, `m${n}`))
  expect(await handler({ Records })).toEqual({ batchItemFailures: [] })
}

/** What people and programs read, without what writers add for themselves. */
const read = ({ registers: _registers, revision: _revision, ...item }: JsonObject) => item

test.each(samples)('$name: messages end as the items that they ended as', async ({ messages, items }) => {
  await consume(messages)
  const stored = sorted(await tables.items('Object'))
  for (const [index, item] of sorted(items).entries()) expect(stored[index]).toMatchObject(read(item))
  expect(await tables.items('Quarantine')).toEqual([])
})

test.each(samples)('$name: items are read, and their messages are repeats', async ({ messages, items }) => {
  await putItems(tables.database('Object'), items)
  await consume(messages)
  await rebuildState(tables.database('Object'), 'Object', '1')
  const stored = await tables.items('Object')
  expect(stored).toHaveLength(items.length)
  const state = stored.find(({ record }) => record === 'state')
  expect(isObject(state) && read(state)).toMatchObject(
    read(items.find(({ record }) => record === 'state') ?? {}),
  )
})

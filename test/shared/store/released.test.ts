import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { quarantineConsumer } from '../../../shared/quarantine/consumer.ts'
import { quarantinedIn } from '../../../shared/quarantine/replay.ts'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'

/*
 * What earlier releases wrote, one file for each format: messages wait in queues for up to 14 days after an upgrade,
 * items for ever. A file is never changed once its version is released. A new format adds one.
 */

type Sample = { messages: string[]; items: JsonObject[] }
/** By pipeline; `withdrawn` has the stubs of conversations' events that were withdrawn, and their messages. */
type Samples = Record<Pipeline | 'withdrawn', Sample> & { bodies: Record<string, string> }

const folder = new URL('../../released/formats/', import.meta.url)
const files = readdirSync(folder).map((name) => {
  const samples: Samples = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  return { name, samples }
})
const each = files.flatMap(({ name, samples }) =>
  pipelines.map((pipeline) => ({ name, pipeline, samples, ...samples[pipeline] })),
)

let stored: EmulatedTables
beforeAll(async () => {
  stored = await emulatedTables()
})
afterEach(async () => {
  for (const pipeline of pipelines) await stored.remove(pipeline, await stored.items(pipeline))
})
afterAll(() => stored.close())

async function consume(pipeline: Pipeline, messages: readonly string[], { bodies }: Samples): Promise<void> {
  const table = stored.database(pipeline)
  for (const [key, body] of Object.entries(bodies)) await table.bodies.put(key, body)
  const quarantine = stored.database('Quarantine')
  const handler =
    pipeline === 'Quarantine'
      ? quarantineConsumer(quarantine, () => {})
      : entityConsumer({ entity: pipeline, table, quarantine, log: () => {} })
  const Records = messages.map((message, n) => sqsRecord(message, `m${n}`))
  expect(await handler({ Records })).toEqual({ batchItemFailures: [] })
}

/** Items by their keys, without what only writers read. */
function read(pipeline: Pipeline, items: readonly JsonObject[]): Record<string, JsonObject> {
  const keyOf = (item: JsonObject) => `${item[tables[pipeline].partitionKey]} ${item.record}`
  return Object.fromEntries(
    items.map((item) => {
      const { registers: _registers, revision: _revision, ...shown } = item
      return [keyOf(item), shown]
    }),
  )
}

describe.each(each)('$name $pipeline', ({ pipeline, messages, items, samples }) => {
  test('has a message and an event of every trigger', () => {
    const triggers = pipeline === 'Quarantine' ? [] : Object.keys(definitions[pipeline].triggers)
    for (const has of [messages.map((message) => JSON.parse(message)), items])
      expect([...new Set(has.map(({ trigger }) => trigger))]).toEqual(expect.arrayContaining(triggers))
  })

  test('messages become the items that they became', async () => {
    await consume(pipeline, messages, samples)
    const found = read(pipeline, await stored.items(pipeline))
    const expected = read(pipeline, items)
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
    expect(found).toMatchObject(expected)
    if (pipeline !== 'Quarantine') expect(await stored.items('Quarantine')).toEqual([])
  })

  test('items are read, and their messages are repeats', async () => {
    await putItems(stored.database(pipeline), items)
    await consume(pipeline, messages, samples)
    if (pipeline === 'Quarantine') for (const item of items) expect(quarantinedIn(item)).toBeDefined()
    else
      for (const key of new Set(items.map((item) => String(item[tables[pipeline].partitionKey]))))
        await rebuildState(stored.database(pipeline), pipeline, key)
    const found = read(pipeline, await stored.items(pipeline))
    const expected = read(pipeline, items)
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
    expect(found).toMatchObject(expected)
  })
})

test.each(files)('$name: what was withdrawn stays withdrawn', async ({ samples }) => {
  const { messages, items } = samples.withdrawn
  await putItems(stored.database('Object'), items)
  await consume('Object', messages, samples)
  await rebuildState(stored.database('Object'), 'Object', '1')
  expect(read('Object', await stored.items('Object'))).toEqual(read('Object', items))
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getItem, type Key } from '../../../shared/dynamodb/database.ts'
import { encodeMessage, type Quarantined } from '../../../shared/events/delivery.ts'
import { claim } from '../../../shared/quarantine/claim.ts'
import { quarantineConsumer } from '../../../shared/quarantine/consumer.ts'
import { type ReplayParts, replayRow } from '../../../shared/quarantine/replay-row.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { bodiesInMemory, type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'

let emulated: EmulatedTables
let parts: ReplayParts
let sent: [Pipeline, string][]
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())
beforeEach(() => {
  sent = []
  parts = {
    table: emulated.database('Quarantine'),
    bodies: bodiesInMemory(),
    send: async (pipeline, message) => void sent.push([pipeline, message]),
    now: () => new Date('2024-06-10T00:00:00.000Z'),
  }
})

let number = 0
/** A survey that came by a wrong URL, in quarantine. */
async function kept(): Promise<{ key: Key; quarantined: Quarantined }> {
  number += 1
  const quarantined: Quarantined = {
    version: 1,
    deliveryId: `delivery-${number}`,
    receivedAt: '2024-06-09T07:28:48.000Z',
    reason: 'unknown-entity',
    issues: [{ path: 'URL', expected: 'Satisfaction', received: 'another name' }],
    path: '/webhooks/survey/onsubmit',
    body: '{"payload": {"Score": "50", "ObjectId": "7"}}',
  }
  await consume(quarantined)
  const record = `${quarantined.receivedAt}#${quarantined.deliveryId}`
  return { key: { key: '2024-06-09', record }, quarantined }
}

async function consume(quarantined: Quarantined): Promise<void> {
  const consumer = quarantineConsumer(emulated.database('Quarantine'), () => {})
  const Records = [sqsRecord(encodeMessage(quarantined), 'message')]
  expect(await consumer({ Records })).toEqual({ batchItemFailures: [] })
}

const rowOf = (key: Key) => getItem(emulated.database('Quarantine'), key)
const guess = { entity: 'Satisfaction', isAgain: false, isDry: false }

test('it is sent with its first id and time, and marked', async () => {
  const { key, quarantined } = await kept()
  expect(await replayRow(parts, key, guess)).toEqual({ result: 'sent', to: 'Satisfaction OnSubmit' })
  const { deliveryId, receivedAt } = quarantined
  expect(sent.map(([pipeline, message]) => [pipeline, JSON.parse(message)])).toEqual([
    ['Satisfaction', expect.objectContaining({ deliveryId, receivedAt, trigger: 'OnSubmit' })],
  ])
  const row = await rowOf(key)
  expect(row).toMatchObject({ replayedAt: '2024-06-10T00:00:00.000Z' })
  expect(row).not.toHaveProperty('replaying')
})

test('one that is marked is sent again only on request', async () => {
  const { key } = await kept()
  await replayRow(parts, key, guess)
  expect(await replayRow(parts, key, guess)).toEqual({ result: 'gone' })
  expect(sent).toHaveLength(1)
  expect(await replayRow(parts, key, { ...guess, isAgain: true })).toMatchObject({ result: 'sent' })
  expect(sent).toHaveLength(2)
})

describe('failures', () => {
  test('a queue that refuses it leaves it unmarked', async () => {
    const { key } = await kept()
    const before = await rowOf(key)
    const error = new Error('no queue')
    const failing = { ...parts, send: () => Promise.reject(error) }
    expect(await replayRow(failing, key, guess)).toEqual({ result: 'failed', error })
    expect(await rowOf(key)).toEqual(before)
  })

  test('one that was claimed by a replay that ended can be replayed', async () => {
    const { key } = await kept()
    expect(await claim(parts.table, key, '2024-06-09T23:00:00.000Z', 'token', false)).toBe(true)
    expect(await replayRow(parts, key, guess)).toMatchObject({ result: 'sent' })
    expect(await rowOf(key)).not.toHaveProperty('replaying')
  })

  test('one that the consumer puts back at once is in quarantine, unmarked, with the new reason', async () => {
    const { key, quarantined } = await kept()
    const send = () => consume({ ...quarantined, reason: 'not-storable', path: '' })
    expect(await replayRow({ ...parts, send }, key, guess)).toEqual({ result: 'returned' })
    const row = await rowOf(key)
    expect(row).toMatchObject({ reason: 'not-storable' })
    expect(row).not.toHaveProperty('replayedAt')
    expect(row).not.toHaveProperty('replaying')
  })

  test('one that the consumer puts back later is unmarked then', async () => {
    const { key, quarantined } = await kept()
    await replayRow(parts, key, guess)
    await consume({ ...quarantined, reason: 'not-storable', path: '' })
    expect(await rowOf(key)).not.toHaveProperty('replayedAt')
  })

  test('one whose body is no longer in the bucket is gone, and the row stays', async () => {
    const { quarantined } = await kept()
    const moved = { ...quarantined, deliveryId: 'moved', body: '', bodyKey: 'Quarantine/gone.json' }
    await consume(moved)
    const key = { key: '2024-06-09', record: `${moved.receivedAt}#moved` }
    const before = await rowOf(key)
    expect(await replayRow(parts, key, guess)).toEqual({ result: 'gone' })
    expect(await rowOf(key)).toEqual(before)
  })

  test('one that has expired is gone, and makes no new row', async () => {
    const key = { key: '2024-06-09', record: '2024-06-09T00:00:00.000Z#expired' }
    expect(await replayRow(parts, key, guess)).toEqual({ result: 'gone' })
    expect(await rowOf(key)).toBeUndefined()
  })
})

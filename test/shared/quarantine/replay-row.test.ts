import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { getItem, type Key } from '../../../shared/dynamodb/database.ts'
import { encodeMessage, type Quarantined } from '../../../shared/events/delivery.ts'
import { claim } from '../../../shared/quarantine/claim.ts'
import { quarantineConsumer } from '../../../shared/quarantine/consumer.ts'
import { type ReplayParts, replayRow } from '../../../shared/quarantine/replay-row.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { bodiesInMemory, type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { scriptedClient } from '../store/scripted-client.ts'

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
async function kept(more: Partial<Quarantined> = {}): Promise<{ key: Key; quarantined: Quarantined }> {
  number += 1
  const quarantined: Quarantined = {
    version: 1,
    deliveryId: `delivery-${number}`,
    receivedAt: '2024-06-09T07:28:48.000Z',
    reason: 'unknown-entity',
    issues: [{ path: 'URL', expected: 'Satisfaction', received: 'another name' }],
    path: '/webhooks/survey/onsubmit',
    body: '{"payload": {"Score": "50", "ObjectId": "7"}}',
    ...more,
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
  expect(await replayRow(parts, key, { ...guess, isDry: true })).toEqual({ result: 'gone' })
  expect(sent).toHaveLength(1)
  expect(await replayRow(parts, key, { ...guess, isAgain: true })).toMatchObject({ result: 'sent' })
  expect(sent).toHaveLength(2)
})

describe('a delivery that still cannot be stored', () => {
  const news = JSON.stringify({ Event: { Subscription: 'Survey', Name: 'OnEnd', Brand: 'acme', Survey: {} } })
  const reason = 'unknown-entity'

  test('stays in quarantine with what is wrong now, by its names', async () => {
    const { key } = await kept({ body: news, reason: 'not-json', issues: [] })
    const replayed = await replayRow(parts, key, { isAgain: false, isDry: false })
    expect(replayed).toMatchObject({
      result: 'quarantined',
      why: { reason, entity: 'Survey', brand: 'acme' },
    })
    const row = await rowOf(key)
    expect(row).toMatchObject({
      ...{ reason, entity: 'Survey', trigger: 'OnEnd', brand: 'acme' },
      reasonRecord: `${reason}#${key.record}`,
      issues: [expect.objectContaining({ path: 'Event.Subscription' })],
    })
    expect(row).not.toHaveProperty('replayedAt')
    expect(sent).toEqual([])
  })

  test('keeps no names that nobody gave', async () => {
    const { key } = await kept({ body: 'none', path: '/webhooks' })
    await replayRow(parts, key, { isAgain: false, isDry: false })
    const row = await rowOf(key)
    expect(row).toMatchObject({ reason: 'not-json' })
    for (const name of ['entity', 'trigger', 'brand']) expect(row).not.toHaveProperty(name)
  })
})

test('what is only tried is neither sent nor changed', async () => {
  const dry = { isAgain: false, isDry: true }
  const { key } = await kept({ reason: 'not-json' })
  const before = await rowOf(key)
  expect(await replayRow(parts, key, { ...dry, entity: 'Satisfaction' })).toEqual({
    result: 'sent',
    to: 'Satisfaction OnSubmit',
  })
  expect(await replayRow(parts, key, dry)).toMatchObject({
    result: 'quarantined',
    why: { reason: 'unknown-entity' },
  })
  expect(await rowOf(key)).toEqual(before)
  expect(sent).toEqual([])
})

describe('where it is sent', () => {
  test('one with too many elements in parts', async () => {
    const Activity = Array.from({ length: 501 }, (_, n) => ({ Id: String(n + 1), Type: 2 }))
    const body = JSON.stringify({ payload: { Id: '7', Activities: { Activity } } })
    const { key } = await kept({ body, path: '/webhooks/object/onnewactivity' })
    expect(await replayRow(parts, key, { isAgain: false, isDry: false })).toEqual({
      result: 'sent',
      to: 'Object OnNewActivity, in 2 parts',
    })
    expect(sent.map(([pipeline]) => pipeline)).toEqual(['Object', 'Object'])
  })

  test('a message of a queue into that queue, as it is', async () => {
    const delivery = { version: 1 as const, deliveryId: 'd', receivedAt: '2024-06-09T07:28:48.000Z' }
    const ofObject = encodeMessage({ ...delivery, entity: 'Object', trigger: 'OnNew', payload: { Id: '7' } })
    const { key, quarantined } = await kept({ path: '', body: ofObject })
    const again = await kept({ path: '', body: encodeMessage(quarantined) })
    const options = { isAgain: false, isDry: false }
    expect(await replayRow(parts, key, options)).toEqual({ result: 'sent', to: 'Object OnNew' })
    expect(await replayRow(parts, again.key, options)).toEqual({ result: 'sent', to: 'quarantine' })
    expect(sent).toEqual([
      ['Object', ofObject],
      ['Quarantine', encodeMessage(quarantined)],
    ])
  })
})

describe('failures', () => {
  const failed = () => new ConditionalCheckFailedException({ message: '', $metadata: {} })
  /** A table of which the updates with these numbers answer with an error, as if somebody else had been faster. */
  function lateAt(numbers: number[], error: () => Error = failed): ReplayParts {
    let updates = 0
    const client = scriptedClient((command) => {
      if (command !== 'UpdateItemCommand') return undefined
      updates += 1
      return numbers.includes(updates) ? error() : undefined
    }, emulated.endpoint)
    return { ...parts, table: emulated.database('Quarantine', client) }
  }

  test('one that somebody else claims meanwhile is not sent', async () => {
    const { key } = await kept()
    expect(await replayRow(lateAt([1]), key, guess)).toEqual({ result: 'gone' })
    expect(sent).toEqual([])
  })

  test('one that somebody else claimed after it was sent is sent, and so is one that is gone', async () => {
    const { key } = await kept()
    expect(await replayRow(lateAt([2]), key, guess)).toMatchObject({ result: 'sent' })
    const other = await kept()
    const item = (await rowOf(other.key)) ?? {}
    const send = () => emulated.remove('Quarantine', [item])
    expect(await replayRow({ ...parts, send }, other.key, guess)).toMatchObject({ result: 'sent' })
  })

  test('an update that fails otherwise is the error of the replay', async () => {
    const { key } = await kept()
    const error = new Error('no network')
    expect(
      await replayRow(
        lateAt([1], () => error),
        key,
        guess,
      ),
    ).toEqual({ result: 'failed', error })
  })

  test('a queue that refuses one that was sent before leaves it marked as it was', async () => {
    const { key } = await kept()
    await replayRow(parts, key, guess)
    const later = { ...parts, now: () => new Date('2024-06-11T00:00:00.000Z') }
    const failing = { ...later, send: () => Promise.reject(new Error('no queue')) }
    expect(await replayRow(failing, key, { ...guess, isAgain: true })).toMatchObject({ result: 'failed' })
    const row = await rowOf(key)
    expect(row).toMatchObject({ replayedAt: '2024-06-10T00:00:00.000Z' })
    expect(row).not.toHaveProperty('replaying')
  })

  test('a row that is no delivery is an error', async () => {
    const key = { key: '2024-06-09', record: 'odd' }
    await putItems(parts.table, [{ day: key.key, record: key.record }])
    expect(await replayRow(parts, key, guess)).toEqual({
      result: 'failed',
      error: new Error('the row is not a quarantined delivery'),
    })
  })

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

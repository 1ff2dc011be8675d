import { setTimeout } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type DeliveryMessage, encodeMessage } from '../../../shared/events/delivery.ts'
import { type ConsumerParts, entityConsumer } from '../../../shared/store/consumer.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { recordedTable } from './recorded-table.ts'
import { scriptedClient, writesEvents } from './scripted-client.ts'

let { table, items, bodies, scripted } = recordedTable()
let logged: Record<string, unknown>[]
let kept: Record<string, unknown>[]
beforeEach(() => {
  ;({ table, items, bodies, scripted } = recordedTable())
  logged = []
  kept = []
})

const now = () => Date.UTC(2024, 5, 16, 12, 0, 30)
const quarantineWith = (error?: Error): ConsumerParts['quarantine'] => ({
  tableName: 'Quarantine',
  partitionKey: 'day',
  sleep: async () => {},
  client: scriptedClient((command, input) => {
    if (command !== 'PutItemCommand') return {}
    kept.push(Object(input.Item))
    return error ?? {}
  }),
})

/** Consumes messages, with so many milliseconds left whenever it asks. @returns the ids that come again */
async function consume(messages: string[], parts: Partial<ConsumerParts> = {}, left?: number[]) {
  const log = (entry: Record<string, unknown>) => logged.push(entry)
  const rest = { entity: 'Object', table, quarantine: quarantineWith(), brands: ['acme'], now } as const
  const handler = entityConsumer({ ...rest, log, ...parts })
  const context = left && { getRemainingTimeInMillis: () => left.shift() ?? 0 }
  const { batchItemFailures } = await handler(
    { Records: messages.map((body, n) => sqsRecord(body, `m${n}`)) },
    context,
  )
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

const message = (more: Partial<DeliveryMessage> = {}, payload: JsonObject = { Id: '1', StreamId: '2' }) =>
  encodeMessage({
    version: 1,
    deliveryId: 'd1',
    receivedAt: '2024-06-16T12:00:00.000Z',
    entity: 'Object',
    trigger: 'OnAssign',
    payload,
    ...more,
  })
const inBucket = (payloadKey: string) => {
  const { payload: _payload, ...rest } = JSON.parse(message())
  return JSON.stringify({ ...rest, payloadKey })
}

describe('a message that can never be stored goes to quarantine', () => {
  const line = {
    level: 'warn',
    message: 'quarantined',
    entity: 'Object',
    messageId: 'm0',
    metrics: { Quarantined: 1 },
  }
  test.each([
    { of: 'no delivery', body: 'x', about: {} },
    {
      of: 'a delivery of another entity',
      body: message({ entity: 'User', trigger: 'OnUpdate' }),
      about: { deliveryId: 'd1', trigger: 'OnUpdate' },
    },
    {
      of: 'a trigger that is not known',
      body: message({ trigger: 'OnNothing' }),
      about: { deliveryId: 'd1', trigger: 'OnNothing' },
    },
  ])('$of', async ({ body, about }) => {
    expect(await consume([body])).toEqual([])
    expect(logged).toEqual([{ ...line, ...about, reason: 'unreadable-message' }])
    expect(kept).toMatchObject([
      {
        entity: { S: body.includes('"User"') ? 'User' : 'Object' },
        body: { S: body },
        issues: { L: [{ M: { expected: { S: 'a delivery of Object' } } }] },
      },
    ])
    expect(await items()).toEqual([])
  })

  test('a payload that its trigger does not read, with what is wrong, and a configured brand by its name', async () => {
    expect(await consume([message({ brand: 'Acme' }, { StreamId: '2' })])).toEqual([])
    const about = { deliveryId: 'd1', trigger: 'OnAssign', brand: 'acme' }
    expect(logged).toEqual([{ ...line, ...about, reason: 'invalid' }])
    expect(kept).toMatchObject([{ reason: { S: 'invalid' }, issues: { L: [{ M: { path: { S: 'Id' } } }] } }])
  })

  test('but stays in the queue while quarantine does not take it', async () => {
    const quarantine = quarantineWith(Object.assign(new Error('secret'), { name: 'ThrottlingException' }))
    expect(await consume(['x'], { quarantine })).toEqual(['m0'])
    expect(logged).toEqual([
      {
        ...{ level: 'error', message: 'not quarantined', entity: 'Object', messageId: 'm0' },
        ...{ reason: 'unreadable-message', error: 'ThrottlingException' },
      },
    ])
  })
})

describe('a payload in the bucket', () => {
  test('is stored as the payload of its message', async () => {
    await bodies.put('there', '{"Id":"1","StreamId":"2"}')
    expect(await consume([inBucket('there')])).toEqual([])
    const [event] = await items()
    expect(event).toMatchObject({ record: 'event#2024-06-16T12:00:00.000Z#d1', payloadKey: 'there' })
    expect(logged).toMatchObject([
      { message: 'stored', onlyIds: 1, metrics: { Stored: 1, AgeToStored: 30_000 } },
    ])
  })

  test('that is gone is of an event that has expired: nothing is stored', async () => {
    expect(await consume([inBucket('gone')])).toEqual([])
    const about = { entity: 'Object', trigger: 'OnAssign', deliveryId: 'd1' }
    expect(logged).toEqual([{ level: 'warn', message: 'expired', ...about }])
    expect(await items()).toEqual([])
    expect(kept).toEqual([])
  })

  test('that cannot be read now comes again, and the others of the batch are stored', async () => {
    const get = async () => {
      throw Object.assign(new Error('secret'), { name: 'AccessDenied' })
    }
    const denied = { ...table, bodies: { ...bodies, get } }
    expect(await consume([inBucket('there'), message({ deliveryId: 'd2' })], { table: denied })).toEqual([
      'm0',
    ])
    expect(logged).toContainEqual({
      level: 'error',
      message: 'payload not read',
      error: 'AccessDenied',
      deliveryId: 'd1',
    })
    expect(await items()).toHaveLength(2)
  })
})

test('a message without a payload and a key of one goes to quarantine', async () => {
  const { payload: _payload, ...rest } = JSON.parse(message())
  expect(await consume([JSON.stringify(rest)])).toEqual([])
  expect(logged).toMatchObject([{ message: 'quarantined', reason: 'unreadable-message' }])
})

test('a batch that cannot be read is logged once, with the deliveries of its events, and comes again', async () => {
  const down = scripted(() => Object.assign(new Error('secret'), { name: 'ThrottlingException' }))
  const Tag = ['5', '6'].map((Id) => ({ Id, Action: 'Add' }))
  const both = message({ trigger: 'OnUpdateTag' }, { Id: '1', Tags: { Tag } })
  expect(await consume([both, message({ deliveryId: 'd2' })], { table: down })).toEqual(['m1', 'm0'])
  expect(logged).toHaveLength(1)
  expect(logged[0]).toMatchObject({
    ...{ level: 'error', message: 'batch not stored', entity: 'Object', error: 'ThrottlingException' },
    // The smallest message first.
    deliveryIds: ['d2', 'd1'],
  })
})

test('how often another consumer was faster with a state is counted, and else nothing', async () => {
  let isFirst = true
  const raced = scripted(async (command, input) => {
    if (command !== 'PutItemCommand' || !JSON.stringify(input).includes('"S":"state"') || !isFirst)
      return undefined
    isFirst = false
    await consume([message({ deliveryId: 'other' })])
    logged = []
    return undefined
  })
  await consume([message()], { table: raced })
  expect(logged).toMatchObject([
    { level: 'info', message: 'conflicts', entity: 'Object', metrics: { Conflicts: 1 } },
    { message: 'stored' },
  ])
})

describe('what the vocabulary does not know', () => {
  const news = (of: Partial<DeliveryMessage> = {}) => message(of, { Id: '1', StreamId: '2', News: 'x' })
  const drift = () => logged.filter((entry) => entry.message === 'drift')
  const expected = { path: 'News', type: 'string', entity: 'Object', trigger: 'OnAssign', deliveryId: 'd1' }

  test('is remembered with its delivery', async () => {
    await consume([news()])
    expect(drift()).toEqual([{ level: 'info', message: 'drift', ...expected, metrics: { Drift: 1 } }])
    expect(kept).toMatchObject([{ day: { S: 'drift' }, firstDay: { S: '2024-06-16' } }])
  })

  test('is remembered of what is in the envelope too', async () => {
    await consume([message({ envelope: { News: 'x' } })])
    expect(drift()).toHaveLength(1)
  })

  test('is not remembered of what was not stored', async () => {
    const down = scripted((...call) => (writesEvents(...call) ? new Error('down') : undefined))
    expect(await consume([news()], { table: down })).toEqual(['m0'])
    expect(drift()).toEqual([])
  })

  test('is remembered only while time is left, and not waited for longer', async () => {
    expect(await consume([news()], {}, [60_000, 60_000, 2000])).toEqual([])
    expect(drift()).toEqual([])
    const stuck = { ...quarantineWith(), client: scriptedClient(() => new Promise(() => {})) }
    expect(
      await consume([news({ deliveryId: 'd2' })], { quarantine: stuck }, [60_000, 60_000, 2001, 2001]),
    ).toEqual([])
    expect(drift()).toHaveLength(1)
  })
})

test('without a time limit, what takes long is waited for', async () => {
  const slow = scripted(async (command) => {
    if (command === 'BatchGetItemCommand') await setTimeout(5)
    return undefined
  })
  expect(await consume([message()], { table: slow })).toEqual([])
})

test('what is not begun in time comes again, with one line that says which', async () => {
  expect(await consume([message(), message({ deliveryId: 'd2' })], {}, [2000])).toEqual(['m0', 'm1'])
  expect(logged).toEqual([
    { level: 'warn', message: 'not reached in time', entity: 'Object', messageIds: ['m0', 'm1'] },
  ])
  expect(await items()).toEqual([])
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import type { Database } from '../../../shared/store/database.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { type Script, scriptedClient, writesEvents } from './scripted-client.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

const none: Script = () => undefined
const noWait = async () => {}

/** The consumer of conversations, on the emulator but for the calls that a script answers. */
function consumer(script: Script = none, entity: 'Object' | 'User' = 'Object') {
  const client = scriptedClient(script, emulated.endpoint)
  const logged: Record<string, unknown>[] = []
  const table: Database = emulated.database(entity, client, noWait)
  const quarantine = emulated.database('Quarantine', client, noWait)
  const brands = ['acme', 'globex']
  const handler = entityConsumer({ entity, table, quarantine, brands, log: (entry) => logged.push(entry) })
  return {
    logged,
    handler,
    handle: (bodies: string[]) => handler({ Records: bodies.map((body, n) => sqsRecord(body, `m${n}`)) }),
  }
}

let number = 0
/** A status change of a conversation, in the words of CommBox's article. */
function statusChange(objectId: string, activityId: string, statusId: number, second = 15): Delivery {
  number += 1
  const CreateDate = `09-06-2024 07:33:${second}`
  const Activity = { User: { Id: '23571002' }, Data: { statusId }, Id: activityId, Type: '2', CreateDate }
  return {
    version: 1,
    deliveryId: `delivery-${number}`,
    receivedAt: '2024-06-09T07:33:16.000Z',
    entity: 'Object',
    trigger: 'OnNewActivity',
    payload: { Activities: { Activity }, Id: objectId, StreamId: '24569', SubStreamId: '0' },
  }
}

async function itemsOf(objectId: string): Promise<JsonObject[]> {
  return (await emulated.items('Object')).filter((item) => item.objectId === objectId)
}
const stateOf = async (objectId: string) => (await itemsOf(objectId)).find(({ record }) => record === 'state')
const quarantined = async (deliveryId: string) =>
  (await emulated.items('Quarantine')).find((item) => item.deliveryId === deliveryId)

describe('the consumer of an entity', () => {
  test('remembers what the vocabulary does not know, once it is stored', async () => {
    const { handle, logged } = consumer()
    const known = statusChange('70', '701', 2)
    const news = { ...known, deliveryId: 'news', payload: { ...known.payload, Id: '71', Priority: 3 } }
    await handle([encodeMessage(known), encodeMessage(news)])
    const drift = {
      entity: 'Object',
      trigger: 'OnNewActivity',
      path: 'Priority',
      type: 'number',
      deliveryId: 'news',
    }
    expect(logged.filter(({ message }) => message === 'drift')).toEqual([
      { level: 'info', message: 'drift', ...drift, metrics: { Drift: 1 } },
    ])
    expect(await emulated.items('Quarantine')).toContainEqual(
      expect.objectContaining({ day: 'drift', ...drift, firstDay: '2024-06-09', lastDay: '2024-06-09' }),
    )
    const failing = consumer((...call) => (writesEvents(...call) ? new Error('down') : undefined))
    await failing.handle([encodeMessage({ ...news, payload: { ...news.payload, Id: '72' } })])
    expect(failing.logged.filter(({ message }) => message === 'drift')).toEqual([])
  })

  test('keeps the event and what it says of the conversation', async () => {
    const { handle } = consumer()
    const delivery = statusChange('101', '3377699720762017', 2)
    expect(await handle([encodeMessage(delivery)])).toEqual({ batchItemFailures: [] })
    const [event] = (await itemsOf('101')).filter(({ record }) => record !== 'state')
    expect(event).toMatchObject({
      record: expect.stringMatching(/^event#2024-06-09T07:33:15\.000Z#3377699720762017\.[0-9a-f]{16}$/),
      trigger: 'OnNewActivity',
      activity: 'StatusChange',
      activityType: 2,
      actorId: '23571002',
      statusId: '2',
      status: 'Resolved',
      deliveryId: delivery.deliveryId,
      payload: delivery.payload,
    })
    expect(await stateOf('101')).toMatchObject({ statusId: '2', status: 'Resolved', streamId: '24569' })
  })

  test.each([
    { count: 1, receives: 1, writes: ['attribute_not_exists(#record)'] },
    // A consumer may have stored it before writes were throttled.
    { count: 1, receives: 2, writes: [] },
    { count: 2, receives: 1, writes: [] },
  ])(
    'writes events once: $count that are repeated, at receive $receives, change neither them nor the state',
    async ({ count, receives, writes }) => {
      const key = `102${count}${receives}`
      const deliveries = Array.from({ length: count }, (_, n) => statusChange(key, `${n + 1}`, 2))
      await consumer().handle(deliveries.map(encodeMessage))
      const before = await itemsOf(key)
      const conditions: unknown[] = []
      const counted = consumer((command, { ConditionExpression }) => {
        if (/Put|Write|Delete/.test(command)) conditions.push(ConditionExpression)
        return undefined
      })
      const again = { deliveryId: 'again', receivedAt: '2025-01-01T00:00:00.000Z' }
      const repeated = deliveries.map((delivery) => encodeMessage({ ...delivery, ...again }))
      await counted.handler({ Records: repeated.map((body, n) => sqsRecord(body, `m${n}`, receives)) })
      expect(await itemsOf(key)).toEqual(before)
      // A single one that comes for the first time is not read: the condition says that it is there.
      expect(conditions).toEqual(writes)
      expect(counted.logged).toMatchObject([{ message: 'repeated', deliveryIds: ['again'] }])
    },
  )

  test('takes a single event with a read of the state and two writes under conditions', async () => {
    const calls: { command: string; keys: unknown[]; condition: unknown }[] = []
    const { handle } = consumer((command, { RequestItems, Item, ConditionExpression: condition }) => {
      const keys = Object.values(Object(RequestItems)).flatMap((read) => Object(read).Keys)
      const records = [...keys, Item].flatMap((key) => Object(key).record?.S?.split('#')[0] ?? [])
      calls.push({ command, keys: records, condition })
      return undefined
    })
    await handle([encodeMessage(statusChange('1120', '1', 2))])
    expect(calls.map(({ keys: [first, ...others], ...call }) => ({ ...call, first, others }))).toEqual([
      // The state of the conversation, and of the user in the payload, who may be erased.
      { command: 'BatchGetItemCommand', first: 'state', others: ['state'], condition: undefined },
      {
        command: 'PutItemCommand',
        first: 'event',
        others: [],
        condition: 'attribute_not_exists(#record)',
      },
      {
        command: 'PutItemCommand',
        first: 'state',
        others: [],
        condition: 'attribute_not_exists(#record)',
      },
    ])
  })

  test('reads states and events with one request, and writes each state once', async () => {
    const calls: string[] = []
    const { handle } = consumer((command) => {
      calls.push(command)
      return undefined
    })
    const deliveries = [1, 2, 3, 4].map((n) => statusChange(n % 2 ? '103' : '104', `${n}`, n, 10 + n))
    await handle(deliveries.map(encodeMessage))
    expect(calls.sort()).toEqual([
      'BatchGetItemCommand',
      'BatchWriteItemCommand',
      'PutItemCommand',
      'PutItemCommand',
    ])
    expect(await stateOf('103')).toMatchObject({ statusId: '3' })
    expect(await stateOf('104')).toMatchObject({ statusId: '4' })
  })

  test('folds again on what another consumer has written in between', async () => {
    await consumer().handle([encodeMessage(statusChange('105', '1', 1, 10))])
    // The quick one writes after the slow one has read what was there before.
    const before = await stateOf('105')
    const stale = consumer((command) => {
      if (command !== 'BatchGetItemCommand') return undefined
      return { Responses: { Object: [toItem(before ?? {})] } }
    })
    await consumer().handle([encodeMessage(statusChange('105', '2', 3, 30))])
    expect(await stale.handle([encodeMessage(statusChange('105', '3', 2, 20))])).toEqual({
      batchItemFailures: [],
    })
    expect(await stateOf('105')).toMatchObject({ statusId: '3' })
    expect(await itemsOf('105')).toHaveLength(4)
  })

  test('reports only the message whose event could not be written', async () => {
    const good = statusChange('106', '1', 1)
    const bad = statusChange('107', '2', 1)
    const { handle } = consumer((command, input) =>
      command === 'BatchWriteItemCommand' && JSON.stringify(input).includes('"107"')
        ? Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' })
        : undefined,
    )
    expect(await handle([encodeMessage(good), encodeMessage(bad)])).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    })
    expect(await stateOf('106')).toBeDefined()
    expect(await itemsOf('107')).toEqual([])
    expect(await quarantined(bad.deliveryId)).toBeUndefined()
  })

  test('reports all messages where the reading fails', async () => {
    const { handle } = consumer((command) =>
      command === 'BatchGetItemCommand'
        ? Object.assign(new Error(), { name: 'InternalServerError' })
        : undefined,
    )
    const bodies = [statusChange('108', '1', 1), statusChange('109', '2', 1)].map(encodeMessage)
    expect((await handle(bodies)).batchItemFailures).toEqual([
      { itemIdentifier: 'm0' },
      { itemIdentifier: 'm1' },
    ])
  })

  test.each([
    ['ValidationException', '110', '111'],
    ['SerializationException', '130', '131'],
  ])(
    'puts what DynamoDB refuses by %s into quarantine, whole, and stores the rest',
    async (name, goodId, badId) => {
      const [good, bad] = [statusChange(goodId, '1', 1), statusChange(badId, '2', 1)]
      const { handle } = consumer((command, input) =>
        command === 'BatchWriteItemCommand' && JSON.stringify(input).includes(`"${badId}"`)
          ? Object.assign(new Error(), { name })
          : undefined,
      )
      expect(await handle([encodeMessage(bad), encodeMessage(good)])).toEqual({ batchItemFailures: [] })
      expect(await stateOf(goodId)).toBeDefined()
      expect(await quarantined(bad.deliveryId)).toMatchObject({
        reason: 'not-storable',
        day: '2024-06-09',
        body: encodeMessage(bad),
        entity: 'Object',
        trigger: 'OnNewActivity',
      })
    },
  )

  test('puts a message that is none of ours into quarantine and is not stopped by it', async () => {
    const good = statusChange('112', '1', 1)
    const { handle } = consumer()
    expect(await handle(['{"not": "ours"}', encodeMessage(good)])).toEqual({ batchItemFailures: [] })
    expect(await stateOf('112')).toBeDefined()
    expect(await quarantined('m0')).toMatchObject({ reason: 'unreadable-message', body: '{"not": "ours"}' })
  })

  test('takes a delivery of another entity for none of its own', async () => {
    const { handle } = consumer(none, 'User')
    const delivery = statusChange('113', '1', 1)
    expect(await handle([encodeMessage(delivery)])).toEqual({ batchItemFailures: [] })
    expect(await quarantined(delivery.deliveryId)).toMatchObject({ reason: 'unreadable-message' })
  })

  test('leaves a message in the queue that not even quarantine takes', async () => {
    const { handle } = consumer((command) =>
      command === 'PutItemCommand' ? Object.assign(new Error(), { name: 'InternalServerError' }) : undefined,
    )
    expect((await handle(['nothing of ours'])).batchItemFailures).toEqual([{ itemIdentifier: 'm0' }])
  })

  test('logs names and ids, and nothing that a customer wrote', async () => {
    const { handle, logged } = consumer()
    const delivery = statusChange('114', '1', 1)
    await handle([encodeMessage({ ...delivery, payload: { ...delivery.payload, Message: 'a secret' } })])
    expect(JSON.stringify(logged)).not.toContain('secret')
    expect(logged).toMatchObject([
      {
        ...{
          message: 'stored',
          deliveryIds: [delivery.deliveryId],
          entity: 'Object',
          trigger: 'OnNewActivity',
        },
        metrics: { Stored: 1, AgeToStored: expect.any(Number) },
      },
      { message: 'drift', path: 'Message', type: 'string' },
    ])
  })

  test('logs one line for the events of a batch that are alike, and counts each', async () => {
    const { handle, logged } = consumer()
    const change = statusChange('117', '1', 1)
    const again = { ...change, deliveryId: 'delivered again' }
    await handle([change, again, statusChange('118', '2', 1)].map(encodeMessage))
    expect(logged.map(({ message, metrics }) => ({ message, metrics }))).toEqual([
      { message: 'stored', metrics: { Stored: 2, AgeToStored: expect.any(Number) } },
      { message: 'repeated', metrics: { Repeated: 1 } },
    ])
    expect(logged[1]?.deliveryIds).toEqual(['delivered again'])
  })

  test('logs one line for the events of a batch that failed alike', async () => {
    const { handle, logged } = consumer((command) =>
      command === 'PutItemCommand' ? Object.assign(new Error(), { name: 'InternalServerError' }) : undefined,
    )
    const changes = ['122', '123', '124'].map((id) => ({
      ...statusChange(id, '1', 1),
      deliveryId: `of-${id}`,
    }))
    expect((await handle(changes.map(encodeMessage))).batchItemFailures).toHaveLength(3)
    expect(logged).toEqual([
      expect.objectContaining({
        message: 'not stored',
        error: 'InternalServerError',
        deliveryIds: ['of-122', 'of-123', 'of-124'],
      }),
    ])
  })

  test('logs the events that have only ids, and by how much CommBox is ahead of the receipt', async () => {
    const { handle, logged } = consumer()
    const delivery = (n: number, payload: JsonObject): Delivery => ({
      ...statusChange('119', '1', 1),
      trigger: 'OnNewChild',
      receivedAt: `2024-06-09T07:33:16.00${n}Z`,
      payload: { Id: '119', StreamId: '24569', ...payload },
    })
    const ahead = delivery(2, { Message: 'a', CreateDate: '09-06-2024 09:33:16' })
    const old = delivery(3, { Message: 'b', CreateDate: '09-06-2024 04:00:00' })
    await handle([delivery(1, {}), ahead, old].map(encodeMessage))
    expect(logged).toMatchObject([{ message: 'stored', onlyIds: 1, clockAheadMs: 2 * 60 * 60 * 1000 - 2 }])
    await handle([encodeMessage(statusChange('119', '2', 1, 10))])
    expect(logged[1]).toMatchObject({ message: 'stored', clockAheadMs: -6000 })
    expect(logged[1]).not.toHaveProperty('onlyIds')
  })

  test('counts an event of another brand than the state had, once', async () => {
    const { handle, logged } = consumer()
    const of = (brand: string | undefined, second: number): Delivery => ({
      ...statusChange('120', String(second), 1, second),
      ...(brand ? { brand } : {}),
    })
    const counts = async (delivery: Delivery) => {
      await handle([encodeMessage(delivery)])
      return logged.at(-1)?.metrics
    }
    const other = of('globex', 11)
    expect(await counts(of('acme', 10))).not.toHaveProperty('BrandConflicts')
    expect(await counts(other)).toMatchObject({ Stored: 1, BrandConflicts: 1 })
    expect(await counts(other)).toEqual({ Repeated: 1 })
    expect(await counts(of(undefined, 12))).not.toHaveProperty('BrandConflicts')
    expect(await counts(of('globex', 13))).not.toHaveProperty('BrandConflicts')
    expect(await stateOf('120')).toMatchObject({ objectId: '120', brand: 'globex' })
    // Both in one batch, of a conversation that is new.
    const both = ['acme', 'globex'].map((brand, n) => ({ ...statusChange('121', String(n), 1, n), brand }))
    await handle(both.map(encodeMessage))
    expect(logged.slice(-2)).toMatchObject([
      { brand: 'acme', metrics: { Stored: 1 } },
      { brand: 'globex', metrics: { Stored: 1, BrandConflicts: 1 } },
    ])
  })

  test('names every delivery of a batch that cannot even be read', async () => {
    const { handle, logged } = consumer((command) =>
      command === 'BatchGetItemCommand'
        ? Object.assign(new Error(), { name: 'ThrottlingException' })
        : undefined,
    )
    const both = [statusChange('115', '1', 1), statusChange('116', '1', 1)]
    expect((await handle(both.map(encodeMessage))).batchItemFailures).toHaveLength(2)
    expect(logged).toEqual([
      expect.objectContaining({
        message: 'batch not stored',
        error: 'ThrottlingException',
        deliveryIds: both.map(({ deliveryId }) => deliveryId),
      }),
    ])
  })
})

describe('a consumer whose time is short', () => {
  /** The conversations of the writes, in their order. A write that names `stuck` never ends. */
  function writing(stuck?: string) {
    const written: string[][] = []
    const made = consumer((command, input) => {
      if (!writesEvents(command, input)) return undefined
      const text = JSON.stringify(input)
      written.push([...new Set(text.match(/(?<="objectId":\{"S":")\d+/g))])
      return stuck !== undefined && text.includes(`"${stuck}"`) ? new Promise(() => {}) : undefined
    })
    return { ...made, written }
  }
  const recordOf = (id: string, receives: number, padding = 0) =>
    sqsRecord(
      encodeMessage({
        ...statusChange(id, '1', 1),
        payload: { ...statusChange(id, '1', 1).payload, Note: 'x'.repeat(padding) },
      }),
      id,
      receives,
    )

  test('stores what comes again one by one, the smallest first', async () => {
    const { handler, written } = writing()
    await handler({
      Records: [
        recordOf('201', 2, 300),
        recordOf('202', 1, 200),
        recordOf('203', 2, 100),
        recordOf('204', 1),
      ],
    })
    expect(written).toEqual([['204'], ['203'], ['202'], ['201']])
  })

  test('stores what comes for the first time together, up to 256 KB', async () => {
    const { handler, written } = writing()
    const large = 100 * 1024
    await handler({
      Records: ['211', '212', '213', '214'].map((id) => recordOf(id, 1, id === '211' ? 0 : large)),
    })
    expect(written.map((ids) => ids.toSorted())).toEqual([['211', '212', '213'], ['214']])
  })

  test('reports what takes too long, and what it has not reached', async () => {
    const { handler, logged } = writing('222')
    // As it is asked before each record, and for how long to wait.
    const left = [60_000, 60_000, 2001, 2001, 2000]
    const context = { getRemainingTimeInMillis: () => left.shift() ?? 0 }
    const Records = [recordOf('221', 2), recordOf('222', 2, 100), recordOf('223', 2, 200)]
    const answer = handler({ Records }, context)
    expect(await answer).toEqual({
      batchItemFailures: [{ itemIdentifier: '222' }, { itemIdentifier: '223' }],
    })
    expect(await stateOf('221')).toBeDefined()
    expect(await stateOf('223')).toBeUndefined()
    expect(logged.at(-1)).toMatchObject({ message: 'not reached in time', messageIds: ['222', '223'] })
  })

  test('does not go on with what it has reported, whatever is answered later', async () => {
    const answer = Promise.withResolvers<undefined>()
    const put: unknown[] = []
    const { handler } = consumer((command, input) => {
      if (command === 'PutItemCommand') put.push(Object(input.Item).record?.S)
      return writesEvents(command, input) ? answer.promise : undefined
    })
    const left = [60_000, 2001]
    const context = { getRemainingTimeInMillis: () => left.shift() ?? 2001 }
    expect(await handler({ Records: [recordOf('224', 1)] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '224' }],
    })
    answer.resolve(undefined)
    // By then it would have written the state.
    await handler({ Records: [recordOf('225', 1)] })
    expect(await stateOf('225')).toBeDefined()
    expect(await stateOf('224')).toBeUndefined()
    expect(put.filter((record) => record === 'state')).toHaveLength(1)
  })

  test('begins nothing if no time is left', async () => {
    const { handler, written } = writing()
    const answer = await handler({ Records: [recordOf('231', 1)] }, { getRemainingTimeInMillis: () => 2000 })
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '231' }] })
    expect(written).toEqual([])
  })
})

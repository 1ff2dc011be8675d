import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { scriptedClient, writesEvents } from './scripted-client.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

let number = 0
function delivery(
  entity: Entity,
  trigger: string,
  second: number,
  payload: JsonObject,
  requestId?: string,
): Delivery {
  number += 1
  const receivedAt = `2024-06-09T07:30:${String(second).padStart(2, '0')}.000Z`
  const request = requestId ? { requestId } : {}
  return { version: 1, deliveryId: `late-${number}`, receivedAt, entity, trigger, ...request, payload }
}

/** Processes deliveries one by one, in the order in which they stand here, whatever their times. */
async function process(...deliveries: Delivery[]): Promise<void> {
  for (const each of deliveries) {
    const { entity } = each
    const [table, quarantine] = [emulated.database(entity), emulated.database('Quarantine')]
    const consume = entityConsumer({ entity, table, quarantine, log: () => {} })
    const { batchItemFailures } = await consume({ Records: [sqsRecord(encodeMessage(each), 'm')] })
    expect(batchItemFailures).toEqual([])
  }
}

async function itemsOf(entity: Entity, key: string): Promise<JsonObject[]> {
  return (await emulated.items(entity)).filter((item) => item[tables[entity].partitionKey] === key)
}
const stateOf = async (entity: Entity, key: string) =>
  (await itemsOf(entity, key)).find(({ record }) => record === 'state')
const eventsOf = async (entity: Entity, key: string) =>
  (await itemsOf(entity, key)).filter(({ record }) => String(record).startsWith('event#'))

describe('what is processed late counts from when it was received', () => {
  test('a tag that was updated, then deleted, stays deleted', async () => {
    await process(
      delivery('Tag', 'OnDelete', 20, { eventName: 'OnDelete', tagId: '21958' }),
      delivery('Tag', 'OnUpdate', 10, { eventName: 'OnUpdate', tagId: '21958', groupId: '7', name: 'late' }),
    )
    const state = await stateOf('Tag', 'tag#21958')
    expect(state).toMatchObject({ deleted: true, name: 'late', groupId: '7' })
    expect(state).not.toHaveProperty('memberOf')
  })

  test('a tag that was deleted, then updated, is there', async () => {
    await process(
      delivery('Tag', 'OnUpdate', 30, { eventName: 'OnUpdate', tagId: '21959', groupId: '7', name: 'new' }),
      delivery('Tag', 'OnDelete', 20, { eventName: 'OnDelete', tagId: '21959' }),
    )
    expect(await stateOf('Tag', 'tag#21959')).toMatchObject({ deleted: false, name: 'new', memberOf: '7' })
  })

  test('a conversation that is assigned, unassigned and assigned again ends assigned, with three events', async () => {
    const ids = { Id: '3377699720568729', StreamId: '24569', SubStreamId: '0' }
    await process(
      delivery('Object', 'OnAssign', 30, ids),
      delivery('Object', 'OnUnAssign', 20, ids),
      delivery('Object', 'OnAssign', 10, ids),
    )
    expect(await stateOf('Object', ids.Id)).toMatchObject({ assigned: true })
    expect(await eventsOf('Object', ids.Id)).toHaveLength(3)
  })
})

describe('an event that has an identity and no time of its own', () => {
  const ids = { Id: '501', StreamId: '24569' }

  test('took place when it was first received, also where a later receipt is processed first', async () => {
    await process(
      delivery('Object', 'OnAssign', 30, ids, 'request-a'),
      delivery('Object', 'OnUnAssign', 20, ids, 'request-b'),
      // The first receipt of the assignment: before the other, which therefore is the last word.
      delivery('Object', 'OnAssign', 10, ids, 'request-a'),
    )
    expect(await stateOf('Object', '501')).toMatchObject({
      assigned: false,
      updatedAt: '2024-06-09T07:30:20.000Z',
    })
    expect(
      (await eventsOf('Object', '501')).map(({ trigger, occurredAt }) => ({ trigger, occurredAt })),
    ).toEqual([
      { trigger: 'OnAssign', occurredAt: '2024-06-09T07:30:10.000Z' },
      { trigger: 'OnUnAssign', occurredAt: '2024-06-09T07:30:20.000Z' },
    ])
  })

  test('takes its tag along to the first receipt', async () => {
    const tagged = (Action: string) => ({ Id: '502', StreamId: '1', Tags: { Tag: { Id: '77', Action } } })
    await process(
      delivery('Object', 'OnUpdateTag', 30, tagged('Add'), 'request-c'),
      delivery('Object', 'OnUpdateTag', 20, tagged('Remove'), 'request-d'),
      delivery('Object', 'OnUpdateTag', 10, tagged('Add'), 'request-c'),
    )
    const items = await itemsOf('Object', '502')
    expect(items.find(({ record }) => record === 'tag#77')).not.toHaveProperty('taggedAt')
    expect(items.find(({ record }) => record === 'state')).not.toHaveProperty('tagIds')
  })
})

test('the calls of a correction do not grow with the conversation', async () => {
  /** The calls that the earlier receipt costs in a conversation of so many messages, before and after both receipts. */
  async function callsAfter(messages: number): Promise<string[]> {
    const ids = { Id: `52${messages}`, StreamId: '24569' }
    const Child = Array.from({ length: messages }, (_, index) => ({
      Id: String(9000 + index),
      Message: 'x',
      ManagerId: '0',
      CreateDate: index % 2 === 0 ? '09-06-2024 07:00:00' : '09-06-2024 08:00:00',
    }))
    await process(
      delivery('Object', 'OnNewChild', 5, { ...ids, Children: { Child } }),
      delivery('Object', 'OnAssign', 30, ids, `request-${messages}`),
    )
    const calls: string[] = []
    const client = scriptedClient((command) => {
      calls.push(command)
      return undefined
    }, emulated.endpoint)
    const table = { ...emulated.database('Object'), client }
    const consume = entityConsumer({
      entity: 'Object',
      table,
      quarantine: emulated.database('Quarantine'),
      log: () => {},
    })
    const earlier = delivery('Object', 'OnAssign', 10, ids, `request-${messages}`)
    await consume({ Records: [sqsRecord(encodeMessage(earlier), 'm')] })
    return calls.sort()
  }
  const few = await callsAfter(4)
  expect(few.length).toBeLessThan(16)
  expect(await callsAfter(400)).toEqual(few)
})

test('what is known of a first receipt may expire at any moment', async () => {
  const ids = { Id: '504', StreamId: '1' }
  await process(delivery('Object', 'OnAssign', 30, ids, 'request-f'))
  const [seen] = (await itemsOf('Object', '504')).filter(({ record }) =>
    String(record).startsWith('receipt#'),
  )
  let hasExpired = false
  const client = scriptedClient(async (_command, { ConditionExpression }) => {
    if (hasExpired || !String(ConditionExpression).startsWith('occurredAt = :earliest')) return undefined
    hasExpired = true
    await emulated.remove('Object', seen ? [seen] : [])
  }, emulated.endpoint)
  const table = { ...emulated.database('Object'), client }
  const consume = entityConsumer({ entity: 'Object', table, quarantine: table, log: () => {} })
  const earlier = encodeMessage(delivery('Object', 'OnAssign', 10, ids, 'request-f'))
  expect(await consume({ Records: [sqsRecord(earlier, 'm')] })).toEqual({ batchItemFailures: [] })
  client.destroy()
  expect(hasExpired).toBe(true)
  const again = (await itemsOf('Object', '504')).filter(({ record }) => record === seen?.record)
  expect(again).toMatchObject([{ occurredAt: '2024-06-09T07:30:10.000Z' }])
})

describe('an event that changes nothing, until an undated one turns out to have been received earlier', () => {
  const update = (Id: string, second: number, Email: string, request?: string) =>
    delivery('User', 'OnUpdate', second, { Id, Email }, request)
  const emailOf = async (key: string) => (await stateOf('User', key))?.email

  /** Processes a delivery; another comes in between, right before the first request of a kind. */
  async function interrupted(
    each: Delivery,
    by: Delivery,
    isMoment: (command: string, input: object) => boolean,
  ) {
    let hasCome = false
    const client = scriptedClient(async (command, input) => {
      if (hasCome || !isMoment(command, input)) return undefined
      hasCome = true
      await process(by)
    }, emulated.endpoint)
    const table = { ...emulated.database('User'), client }
    const consume = entityConsumer({ entity: 'User', table, quarantine: table, log: () => {} })
    expect(await consume({ Records: [sqsRecord(encodeMessage(each), 'm')] })).toEqual({
      batchItemFailures: [],
    })
    client.destroy()
    expect(hasCome).toBe(true)
  }

  test('is not lost while the state is being rebuilt without it', async () => {
    await process(update('801', 30, 'a', 'request-x'))
    await interrupted(
      update('801', 10, 'a', 'request-x'),
      update('801', 20, 'b'),
      (command, input) =>
        command === 'PutItemCommand' && JSON.stringify(input).includes('"record":{"S":"state"}'),
    )
    expect(await emailOf('801')).toBe('b')
  })

  test('is not lost if the state was rebuilt after it had been read', async () => {
    await process(update('802', 30, 'a', 'request-y'))
    await interrupted(update('802', 20, 'b'), update('802', 10, 'a', 'request-y'), writesEvents)
    expect(await emailOf('802')).toBe('b')
  })
})

test('one stream change, sent for both channels, is two events of one activity', async () => {
  const Data = {
    oldObjectStreamName: 'Chat General',
    oldObjectStreamId: 24569,
    newObjectStreamName: 'Chat Payments',
    newObjectStreamId: 15802,
  }
  const Activity = {
    User: { Id: '23571562' },
    Data,
    Id: '3377699720762022',
    Type: '5',
    CreateDate: '09-06-2024 07:46:06',
  }
  const payload = { Activities: { Activity }, Id: '3377699720568712', StreamId: '15802', SubStreamId: '0' }
  const both = [
    delivery('Object', 'OnNewActivity', 10, payload),
    delivery('Object', 'OnNewActivity', 11, { ...payload, StreamId: '24569' }),
  ]
  await process(...both)
  const events = await eventsOf('Object', payload.Id)
  expect(events.map(({ activityId }) => activityId)).toEqual(['3377699720762022', '3377699720762022'])
  const state = await stateOf('Object', payload.Id)
  expect(state).toMatchObject({ streamId: '15802', streamName: 'Chat Payments' })
  await process(...both.toReversed())
  expect(await eventsOf('Object', payload.Id)).toEqual(events)
  expect(await stateOf('Object', payload.Id)).toEqual(state)
})

test('a tag is not left at a later receipt by a consumer that was stopped right after it wrote it', async () => {
  const tagged = (second: number, Id: string) =>
    delivery(
      'Object',
      'OnUpdateTag',
      second,
      { Id, StreamId: '1', Tags: { Tag: { Id: '78', Action: 'Add' } } },
      'request-h',
    )
  const [later, earlier] = [tagged(30, '506'), tagged(10, '506')]
  let isStopped = false
  const client = scriptedClient(async (command, input) => {
    if (isStopped) return new Error('no answer')
    if (command !== 'PutItemCommand' || !JSON.stringify(input).includes('"tag#78"')) return undefined
    await process(earlier)
    isStopped = true
    return undefined
  }, emulated.endpoint)
  const table = emulated.database('Object', client, async () => {})
  const consume = entityConsumer({ entity: 'Object', table, quarantine: table, log: () => {} })
  await consume({ Records: [sqsRecord(encodeMessage(later), 'm')] })
  client.destroy()
  expect(isStopped).toBe(true)
  await process(later)
  const link = (await itemsOf('Object', '506')).find(({ record }) => record === 'tag#78')
  expect(link).toMatchObject({ taggedAt: '2024-06-09T07:30:10.000Z' })
})

test('what a consumer left that failed after another had taken the same message is corrected by a rebuild', async () => {
  const ids = { Id: '505', StreamId: '1' }
  const later = delivery('Object', 'OnAssign', 30, ids, 'request-g')
  let writes = 0
  const client = scriptedClient(async (command) => {
    if (command !== 'BatchWriteItemCommand') return writes > 0 ? new Error('no answer') : undefined
    writes += 1
    if (writes === 1) await process(later, delivery('Object', 'OnAssign', 10, ids, 'request-g'))
    return undefined
  }, emulated.endpoint)
  const table = emulated.database('Object', client, async () => {})
  const consume = entityConsumer({ entity: 'Object', table, quarantine: table, log: () => {} })
  const { batchItemFailures } = await consume({ Records: [sqsRecord(encodeMessage(later), 'm')] })
  client.destroy()
  expect(batchItemFailures).toHaveLength(1)
  expect(await eventsOf('Object', '505')).toHaveLength(2)
  expect(await rebuildState(emulated.database('Object'), 'Object', '505')).toBe('written')
  expect(await eventsOf('Object', '505')).toMatchObject([{ occurredAt: '2024-06-09T07:30:10.000Z' }])
  expect(await stateOf('Object', '505')).toMatchObject({
    assigned: true,
    updatedAt: '2024-06-09T07:30:10.000Z',
  })
  expect(await rebuildState(emulated.database('Object'), 'Object', '505')).toBe('unchanged')
})

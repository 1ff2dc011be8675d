import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { type Delivery, encodeMessage } from '../../../shared/events/delivery.ts'
import { entityConsumer } from '../../../shared/store/consumer.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import { scriptedClient, writesEvents } from './scripted-client.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterAll(() => emulated.close())

const ana = { Id: '5511', Phone1: '050-1234567' }

/** A message of a customer, at a second after 07:30 UTC. */
function message(Id: string, child: string, second: number, User: JsonObject = ana): Delivery {
  const Child = {
    Id: child,
    CreateDate: `09-06-2024 07:30:${second}`,
    Message: 'Hello',
    User,
    ManagerId: '0',
    Content: { ruleLastMessageFromCustomer: true },
  }
  return {
    version: 1,
    deliveryId: `d-${child}`,
    receivedAt: `2024-06-09T07:31:${second}.000Z`,
    entity: 'Object',
    trigger: 'OnNewChild',
    payload: { Id, Children: { Child } },
  }
}

const database = (defaultCountryCode = '972') => ({ ...emulated.database('Object'), defaultCountryCode })

/** Consumes deliveries one by one, and returns the sort keys of what was written for each. */
async function consume(...deliveries: Delivery[]): Promise<string[][]> {
  const written: string[][] = []
  for (const delivery of deliveries) {
    const records: string[] = []
    const client = scriptedClient((command, input) => {
      if (!/^(Put|BatchWrite)Item/.test(command)) return undefined
      records.push(
        ...[...JSON.stringify(input).matchAll(/"record":\{"S":"([^"]+)"/g)].map(([, name = '']) => name),
      )
      return undefined
    }, emulated.endpoint)
    const handle = entityConsumer({
      entity: 'Object',
      table: { ...database(), client },
      quarantine: emulated.database('Quarantine'),
      log: () => {},
    })
    const answer = await handle({ Records: [sqsRecord(encodeMessage(delivery), 'm')] })
    expect(answer).toEqual({ batchItemFailures: [] })
    written.push(records.map((record) => record.replace(/^event#.*/, 'event')).sort())
  }
  return written
}

const contactItemsOf = async (objectId: string) =>
  (await emulated.items('Object'))
    .filter((item) => item.objectId === objectId && String(item.record).startsWith('contact#'))
    .map(({ record, contactKey, knownSince }) => ({ record, contactKey, knownSince }))

const known = (since: string, key = 'phone:972501234567') => ({
  record: `contact#${key}`,
  contactKey: key,
  knownSince: `2024-06-09T07:30:${since}.000Z`,
})

test('a message that says nothing new of its customer writes no contact', async () => {
  const other = { ...ana, Phone1: '+972 50-123-4567', Phone2: '03-5551234' }
  expect(
    await consume(message('1', '81', 10), message('1', '82', 20), message('1', '83', 30, other)),
  ).toEqual([
    ['contact#phone:972501234567', 'event', 'state'],
    ['event', 'state'],
    ['contact#phone:97235551234', 'event', 'state'],
  ])
})

test('a contact is known since the earliest event that had it, whatever comes first', async () => {
  await consume(message('2', '82', 20), message('2', '81', 10), message('2', '83', 30))
  expect(await contactItemsOf('2')).toEqual([known('10')])
})

test('of a conversation without a state are written and not read first, and so are tags of new events', async () => {
  const Tag = { Id: '77', Action: 'Add', Name: 'VIP' }
  const tagged: Delivery = {
    ...message('9', '90', 10),
    trigger: 'OnUpdateTag',
    payload: { Id: '9', StreamId: '1', Tags: { Tag } },
  }
  const read: string[][] = []
  const client = scriptedClient((command, input) => {
    if (command !== 'BatchGetItemCommand') return undefined
    read.push([...JSON.stringify(input).matchAll(/"record":\{"S":"(\w+)/g)].map(([, kind = '']) => kind))
    return undefined
  }, emulated.endpoint)
  const parts = { entity: 'Object', quarantine: emulated.database('Quarantine'), log: () => {} } as const
  const handle = entityConsumer({ ...parts, table: { ...database(), client } })
  const take = (delivery: Delivery) => handle({ Records: [sqsRecord(encodeMessage(delivery), 'm')] })
  await take(message('9', '91', 10))
  await take(tagged)
  expect(read.flat()).not.toContain('contact')
  expect(read.flat()).not.toContain('tag')
  expect(await contactItemsOf('9')).toEqual([known('10')])
  const items = (await emulated.items('Object')).filter(({ objectId }) => objectId === '9')
  expect(items.map(({ record }) => record)).toContain('tag#77')
  // What may be there is read first, since to find it by a write costs five times as much.
  await take(message('9', '92', 20))
  expect(read.at(-1)).toEqual(['contact'])
  // And so is what an event that is repeated may have written.
  await take(tagged)
  expect(read.at(-1)).toEqual(['tag'])
})

describe('a withdrawal', () => {
  const withdrawn = (objectId: string, ...children: string[]) =>
    emulated.items('Object').then((items) => {
      const ids = items
        .filter((item) => item.objectId === objectId && children.includes(String(item.messageId)))
        .map(({ eventId }) => String(eventId))
      expect(ids).toHaveLength(children.length)
      const options = { now: '2024-06-10T00:00:00.000Z', reason: 'withdrawn', wait: async () => {} } as const
      return withdraw(database(), 'Object', new Map([[objectId, new Set(ids)]]), options)
    })

  test('of all events that had a contact removes it, and leaves the others', async () => {
    const noa = { Id: '6622', Phone1: '0521111111' }
    await consume(message('3', '81', 10), message('3', '82', 20), message('3', '83', 30, noa))
    await withdrawn('3', '81', '82')
    expect(await contactItemsOf('3')).toEqual([known('30', 'phone:972521111111')])
  })

  test('of the first event that had a contact leaves it to the next', async () => {
    await consume(message('4', '81', 10), message('4', '82', 20))
    await withdrawn('4', '81')
    expect(await contactItemsOf('4')).toEqual([known('20')])
  })

  test('that comes while a consumer stores another event with the contact does not lose it', async () => {
    await consume(message('5', '81', 10))
    // The consumer has read what was there before; then the first message is withdrawn.
    let isFirst = true
    const client = scriptedClient(async (...call) => {
      if (!writesEvents(...call) || !isFirst) return undefined
      isFirst = false
      await withdrawn('5', '81')
      return undefined
    }, emulated.endpoint)
    const handle = entityConsumer({
      entity: 'Object',
      table: { ...database(), client },
      quarantine: emulated.database('Quarantine'),
      log: () => {},
    })
    await handle({ Records: [sqsRecord(encodeMessage(message('5', '82', 20)), 'm')] })
    expect(await contactItemsOf('5')).toEqual([known('20')])
  })
})

test('a contact stays when the events that had it have expired', async () => {
  await consume(message('6', '81', 10), message('6', '82', 20))
  const items = await emulated.items('Object')
  await emulated.remove(
    'Object',
    items.filter(({ objectId, record }) => objectId === '6' && String(record).startsWith('event#')),
  )
  await rebuildState(database(), 'Object', '6')
  expect(await contactItemsOf('6')).toEqual([known('10')])
})

test('a rebuild makes the keys again with another country code, and those that were lost', async () => {
  await consume(message('7', '81', 10))
  expect(await rebuildState(database('44'), 'Object', '7')).toBe('written')
  expect(await rebuildState(database('44'), 'Object', '7')).toBe('unchanged')
  expect(await contactItemsOf('7')).toEqual([known('10', 'phone:44501234567')])
  const items = await emulated.items('Object')
  await emulated.remove(
    'Object',
    items.filter(({ objectId, record }) => objectId === '7' && String(record).startsWith('contact#')),
  )
  expect(await rebuildState(database(), 'Object', '7')).toBe('written')
  expect(await contactItemsOf('7')).toEqual([known('10')])
})

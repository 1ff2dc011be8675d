import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { NoBucketError } from '../../../shared/client/bodies.ts'
import { readClient } from '../../../shared/client/client.ts'
import { UnexpectedItemError } from '../../../shared/client/item.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { largestInline } from '../../../shared/events/large-bodies.ts'
import { deliveries, malformed } from '../../fixtures.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const day = '2026-01-15'
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver(`${day}T10:00:00.000Z`)
  const posts = [...deliveries(), ...malformed()].map(({ body, expected }) => ({
    url: expected.url,
    body: body.toString(),
  }))
  await receiver.take(posts)
})
afterAll(() => receiver.close())

/** What only writers and indexes use. */
const internal = [
  'format',
  'formerManagerId',
  'registers',
  'revision',
  'channelStatus',
  'presence',
  'memberOf',
  'reasonRecord',
]

function withoutInternal(item: JsonObject, ...more: string[]): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => ![...internal, ...more].includes(name)))
}

describe('a client leaves nothing out', () => {
  test.each(entities)('of the states and events of %s', async (entity) => {
    const { conversations, users, satisfaction, tags, forms, chats } = receiver.client
    const tagOf = (key: string) => key.replace(/^\w+#/, '')
    const isGroup = (key: string) => key.startsWith('group#')
    const { get, events } = {
      Object: { get: conversations.get, events: conversations.events },
      User: { get: users.get, events: users.events },
      Satisfaction: { get: satisfaction.get, events: satisfaction.ofConversation },
      Tag: {
        get: (key: string) => (isGroup(key) ? tags.getGroup : tags.get)(tagOf(key)),
        events: (key: string) => (isGroup(key) ? tags.groupEvents : tags.events)(tagOf(key)),
      },
      Form: { get: forms.get, events: forms.ofConversation },
      Chat: { get: chats.get, events: chats.ofConversation },
    }[entity]
    const items = await receiver.tables.items(entity)
    const key = receiver.tables.database(entity).partitionKey
    const keys = new Set(items.map((item) => String(item[key])))
    expect(keys.size).toBeGreaterThan(0)
    for (const of of keys) {
      const own = items.filter((item) => item[key] === of)
      const state = own.find(({ record }) => record === 'state') ?? {}
      const dropped = entity === 'Tag' ? ['record', 'tagKey'] : ['record']
      expect(await get(of)).toEqual(withoutInternal(state, ...dropped))
      const stored = own.filter(({ record }) => String(record).startsWith('event#'))
      const { items: read } = await events(of)
      expect(read).toHaveLength(stored.length)
      expect(read).toEqual(expect.arrayContaining(stored.map((event) => withoutInternal(event))))
    }
  })

  test('of quarantine', async () => {
    const rows = (await receiver.tables.items('Quarantine')).map((row) => withoutInternal(row))
    expect(rows.length).toBeGreaterThan(0)
    const [deliveries, drift] = [
      await receiver.client.quarantine.ofDay(day),
      await receiver.client.quarantine.drift(),
    ]
    expect(drift.items.length).toBeGreaterThan(0)
    expect(deliveries.items.length + drift.items.length).toBe(rows.length)
    expect(rows).toEqual(expect.arrayContaining(deliveries.items))
    expect(rows).toEqual(expect.arrayContaining(drift.items.map((row) => expect.objectContaining(row))))
  })
})

describe('large bodies', () => {
  const text = 'שלום '.repeat(largestInline / 5)
  const payload = { Id: '6000000000000001', Message: text, CreateDate: '09-06-2024 07:28:47' }
  const broken = `{"payload": ${JSON.stringify(text)}`

  beforeAll(async () => {
    const message = { url: 'object/onnewchild', body: JSON.stringify({ payload }) }
    expect(await receiver.take([message, { url: 'object/onnewchild', body: broken }])).toEqual([200, 400])
  })

  test('are read from the bucket, small ones from the item', async () => {
    const { conversations, payload: payloadOf } = receiver.client
    const [large] = (await conversations.events(payload.Id)).items
    expect(large).toMatchObject({ payloadKey: expect.any(String) })
    expect(large && (await payloadOf(large))).toEqual(payload)
    const [small] = (await conversations.events('3377699720568713')).items
    expect(small && (await payloadOf(small))).toEqual(small?.payload)
  })

  test('of a delivery in quarantine are as they were received', async () => {
    const { quarantine, body } = receiver.client
    const { items } = await quarantine.ofDay(day, { order: 'newest', limit: 1 })
    expect(items[0]).toMatchObject({ bodyKey: expect.any(String), body: '' })
    expect(items[0] && (await body(items[0]))?.toString()).toBe(broken)
  })

  test('are an error in a client without a bucket', async () => {
    const client = readClient({ dynamoDb: receiver.tables.client, tableName: (pipeline) => pipeline })
    const [large] = (await client.conversations.events(payload.Id)).items
    await expect(client.payload(large ?? {})).rejects.toThrow(NoBucketError)
  })
})

test('an item of another form is an error with its path and without its value', async () => {
  const item = { objectId: '6000000000000002', record: 'state', status: ['Dana'] }
  await putItems(receiver.tables.database('Object'), [item])
  onTestFinished(() => receiver.tables.remove('Object', [item]))
  const reading = receiver.client.conversations.get(item.objectId)
  await expect(reading).rejects.toThrow(UnexpectedItemError)
  await expect(reading).rejects.toThrow('Unexpected item in the Object table: status is not string')
})

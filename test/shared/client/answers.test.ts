import * as v from 'valibot'
import { expect, test } from 'vitest'
import { readClient } from '../../../shared/client/client.ts'
import { attributesOf, schemas } from '../../../shared/client/schemas.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { entities } from '../../../shared/commbox/names.ts'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { eventItem } from '../../../shared/events/event-item.ts'
import { emptyState, fold } from '../../../shared/events/register.ts'
import { stateItem } from '../../../shared/events/state.ts'
import { objectIn } from '../../../shared/ingest/body.ts'
import { identify } from '../../../shared/ingest/identify.ts'
import * as others from '../../../shared/ingest/other-bodies.ts'
import { bodiesInMemory } from '../../emulated-tables.ts'
import { deliveries } from '../../fixtures.ts'
import { scriptedClient } from '../store/scripted-client.ts'

const tableName = () => 'T'
const none = { dynamoDb: scriptedClient(() => ({})), tableName }

test('payloads and bodies are read from the item, or from the bucket if they are large', async () => {
  const bodies = bodiesInMemory()
  await bodies.put('key', '{"Id":33776997205687138999}')
  const { payload, body } = readClient({ ...none, bodies })
  expect(await payload({ payload: { Id: '7' } })).toEqual({ Id: '7' })
  expect(await payload({ payloadKey: 'key' })).toEqual({ Id: '33776997205687138999' })
  expect((await body({ body: 'é' }))?.toString()).toBe('é')
  expect(await body({ body: '6Q==', bodyEncoding: 'base64' })).toEqual(Buffer.from([0xe9]))
  expect((await body({ body: '', bodyKey: 'key' }))?.toString()).toBe('{"Id":33776997205687138999}')
  expect(await body({ body: '', bodyKey: 'gone' })).toBeUndefined()
})

test('a client without a bucket says so where one is needed', async () => {
  const { payload, body } = readClient(none)
  expect(await payload({ payload: { Id: '7' } })).toEqual({ Id: '7' })
  const error = expect.objectContaining({
    name: 'NoBucketError',
    message: expect.stringContaining('bodiesIn'),
  })
  await expect(payload({ payloadKey: 'key' })).rejects.toThrow(error)
  await expect(body({ body: '', bodyKey: 'key' })).rejects.toThrow(error)
})

test('the conversations in a status are in pages, the newest first', async () => {
  const Items = ['2', '1', '3'].map((n) => toItem({ objectId: n, startedAt: `2024-06-0${n}`, statusId: '1' }))
  const { conversations } = readClient({ dynamoDb: scriptedClient(() => ({ Items })), tableName })
  const { items, next: cursor } = await conversations.inStatus('1', { limit: 2 })
  expect(items.map(({ objectId }) => objectId)).toEqual(['3', '2'])
  expect((await conversations.inStatus('1', { cursor })).items.map(({ objectId }) => objectId)).toEqual(['1'])
  await expect(conversations.inStatus('2', { cursor })).rejects.toThrow('another question')
})

test('agents are those who hold or did something, each once', async () => {
  const dynamoDb = scriptedClient((_, { IndexName }) => ({
    Items: (IndexName === 'byManager' ? ['3', '4'] : ['4', '5']).map((id) =>
      toItem(IndexName === 'byManager' ? { managerId: id } : { actorId: id }),
    ),
  }))
  expect(await readClient({ dynamoDb, tableName }).conversations.agentIds()).toEqual(['3', '4', '5'])
})

test('an item of an index in another form is an error that names its table', async () => {
  const dynamoDb = scriptedClient(() => ({ Items: [toItem({ managerId: 3 })] }))
  const { conversations } = readClient({ dynamoDb, tableName })
  await expect(conversations.agentIds()).rejects.toThrow('in the Object table: managerId is not string')
})

/** What only writers and indexes use. */
const internal = [
  'record',
  'format',
  'formerManagerId',
  'registers',
  'revision',
  'channelStatus',
  'presence',
  'memberOf',
]

test.each(entities)('every attribute of what CommBox documents of %s is read', (entity) => {
  const { triggers, layout } = definitions[entity]
  const events = deliveries().flatMap(({ body, expected }) => {
    if (expected.entity !== entity) return []
    const decoded = objectIn({ body: body.toString() }, { others })
    const [name, trigger] = expected.url.split('/')
    const identified = 'object' in decoded && identify(decoded.object, { entity: name || undefined, trigger })
    if (!identified || !('payload' in identified)) return []
    const reading = triggers[expected.trigger]?.read(identified.payload)
    const about = { version: 1 as const, deliveryId: 'd', receivedAt: '2024-06-16T12:00:00.000Z' }
    return reading && 'drafts' in reading ? eventsOf({ ...about, ...identified }, reading.drafts) : []
  })
  expect(events.length).toBeGreaterThan(0)
  const missing = (items: JsonObject[], kind: 'events' | 'states') =>
    items.flatMap(Object.keys).filter((name) => ![...attributesOf(entity, kind), ...internal].includes(name))
  expect(
    missing(
      events.map((event) => eventItem(event, layout.partitionKey)),
      'events',
    ),
  ).toEqual([])
  const states = [...Map.groupBy(events, ({ key }) => key)].map(([key, own]) =>
    stateItem(own.reduce(fold, emptyState(key)), layout),
  )
  expect(missing(states, 'states')).toEqual([])
  const isRead = (item: JsonObject) => schemas[entity].states.some((schema) => v.is(schema, item))
  expect(states.filter((state) => !isRead(state))).toEqual([])
})

test('attributes are named with the key first, then what people read first, then what an item says', () => {
  expect(attributesOf('Chat', 'events').slice(0, 6)).toEqual([
    ...['objectId', 'occurredAt', 'receivedAt', 'trigger', 'userId', 'record'],
  ])
  expect(attributesOf('Chat', 'states')).toEqual([
    ...['objectId', 'lastExitAt', 'userId', 'updatedAt', 'cut', 'brand', 'expiresAt'],
  ])
  expect(attributesOf('Tag', 'states').slice(0, 2)).toEqual(['tagKey', 'tagId'])
  expect(attributesOf('Tag', 'states')).toContain('groupId')
})

const key = { objectId: '1', record: 'event#a', occurredAt: 'a' }
const issue = { path: 'Id', expected: 'a value', received: 'nothing' }
const kept = {
  day: '2024-06-09',
  record: 'a#d',
  reason: 'invalid',
  issues: [issue],
  path: '/webhooks',
  brand: 'acme',
}

test.each<[string, (of: ReturnType<typeof readClient>) => Promise<{ items: object[] }>, JsonObject]>([
  ['exits', (of) => of.chats.ofUser('7'), { ...key, userId: '7' }],
  ['forms', (of) => of.forms.ofMonth('2024-06'), { ...key, formUrl: 'u' }],
  [
    'scores',
    (of) => of.satisfaction.ofMonth('2024-06'),
    { ...key, score: 5, scoreText: '5', description: 'd' },
  ],
  ['tags', (of) => of.tags.inGroup('7'), { tagId: '1', name: 'n', typeId: '1', type: 'Tag' }],
  [
    'actions',
    (of) => of.conversations.actionsOf('7'),
    { ...key, actorId: '7', trigger: 't', activity: 'Remark' },
  ],
  [
    'contacts',
    (of) => of.conversations.byPhone('7'),
    { objectId: '1', contactKey: 'phone:7', knownSince: 'a' },
  ],
  [
    'contacts of users',
    (of) => of.users.byPhone('7'),
    { userId: '1', contactKey: 'phone:7', knownSince: 'a' },
  ],
  ['agents', (of) => of.users.loggedIn(), { userId: '1', firstName: 'D', lastLoginAt: 'a' }],
  [
    'conversations of a tag',
    (of) => of.conversations.withTag('5'),
    { objectId: '1', tagId: '5', taggedAt: 'a' },
  ],
  [
    'what is unknown',
    (of) => of.quarantine.drift(),
    {
      ...{ entity: 'Object', trigger: 'OnNew', path: 'a', type: 'string' },
      ...{ firstDay: 'a', lastDay: 'b', deliveryId: 'd' },
    },
  ],
  [
    'events',
    (of) => of.conversations.events('1'),
    {
      ...{ ...key, trigger: 't', eventId: 'e', receivedAt: 'a', deliveryId: 'd' },
      ...{ tagId: '5', action: 'remove', envelope: { a: 1 } },
      files: [{ name: 'n', size: 7, address: 'u' }],
    },
  ],
  [
    'events that add a tag',
    (of) => of.users.events('7'),
    {
      ...{ userId: '7', record: 'event#a', trigger: 't', eventId: 'e', occurredAt: 'a' },
      ...{ receivedAt: 'a', deliveryId: 'd', tagId: '5', action: 'add' },
    },
  ],
  ['reasons', (of) => of.quarantine.ofDayByReason('2024-06-09', 'invalid'), kept],
  [
    'deliveries',
    (of) => of.quarantine.ofDay('2024-06-09'),
    { ...kept, deliveryId: 'd', receivedAt: 'a', body: '6Q==', bodyEncoding: 'base64', expiresAt: 1 },
  ],
])('a list of %s shows what is stored, without what is not listed', async (_, ask, item) => {
  const dynamoDb = scriptedClient(() => ({ Items: [toItem({ ...item, format: 1 })] }))
  expect((await ask(readClient({ dynamoDb, tableName }))).items).toEqual([item])
})

const names = { name: 'n', group: 'g' }
test.each<[string, (of: ReturnType<typeof readClient>) => Promise<object | undefined>, JsonObject]>([
  [
    'a conversation',
    (of) => of.conversations.get('1'),
    {
      objectId: '1',
      streams: { 2: { name: 'n', channel: 'c', subStreamId: '3' } },
      customers: { 4: { name: 'n', phone: 'p', email: 'e' } },
      tags: { 5: names },
      formerTags: { 6: names },
    },
  ],
  ['a group', (of) => of.tags.getGroup('7'), { groupId: '7', updatedAt: 'a', name: 'n', deleted: true }],
])('%s shows what is stored, with all that is inside', async (_, ask, item) => {
  const dynamoDb = scriptedClient(() => ({ Item: toItem({ ...item, format: 1 }) }))
  expect(await ask(readClient({ dynamoDb, tableName }))).toEqual(item)
})

test('what was withdrawn is not in a list', async () => {
  const items = [
    { ...key, userId: '7' },
    { ...key, userId: '7', withdrawnAt: 'b' },
  ]
  const dynamoDb = scriptedClient(() => ({ Items: items.map((item) => toItem(item)) }))
  expect((await readClient({ dynamoDb, tableName }).chats.ofUser('7')).items).toEqual([items[0]])
})

test('an index item whose envelope is no map is an error that says so', async () => {
  const event = { ...key, trigger: 't', eventId: 'e', receivedAt: 'a', deliveryId: 'd', envelope: 'text' }
  const dynamoDb = scriptedClient(() => ({ Items: [toItem(event)] }))
  await expect(readClient({ dynamoDb, tableName }).conversations.events('1')).rejects.toThrow(
    'envelope is not a map',
  )
})

test('a cursor continues only the question that it was made for', async () => {
  const LastEvaluatedKey = toItem({ objectId: '7', record: 'event#a' })
  const { conversations, forms } = readClient({
    dynamoDb: scriptedClient(() => ({ LastEvaluatedKey })),
    tableName,
  })
  const { next: cursor } = await conversations.events('7')
  expect(await conversations.events('7', { cursor })).toEqual({ items: [], next: cursor })
  await expect(conversations.events('8', { cursor })).rejects.toThrow('another question')
  await expect(forms.ofConversation('7', { cursor })).rejects.toThrow('another question')
})

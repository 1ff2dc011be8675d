import { expect, test } from 'vitest'
import { type ReadClient, readClient } from '../../../shared/client/client.ts'
import { scriptedClient } from '../store/scripted-client.ts'

/* The request of each question: docs/tables.md names the tables, their keys and their indexes. */

type Asking = (client: ReadClient) => Promise<unknown>

/** The requests that a question makes of tables that hold nothing. */
async function requestsOf(ask: Asking, options: { consistentRead?: boolean } = {}) {
  const requests: Record<string, unknown>[] = []
  const dynamoDb = scriptedClient((command, input) => {
    requests.push({ command: command.replace('Command', ''), ...input })
    return {}
  })
  await ask(readClient({ dynamoDb, tableName: (pipeline) => `${pipeline}Table`, ...options }))
  return requests
}

async function all(items: AsyncIterable<unknown>): Promise<void> {
  for await (const item of items) expect(item).toBeUndefined()
}

test.each<[string, Asking, string, Record<string, string>]>([
  ['a conversation', (of) => of.conversations.get('07'), 'Object', { objectId: '7' }],
  ['a user', (of) => of.users.get('07'), 'User', { userId: '7' }],
  ['a score', (of) => of.satisfaction.get('07'), 'Satisfaction', { objectId: '7' }],
  ['a tag', (of) => of.tags.get('07'), 'Tag', { tagKey: 'tag#7' }],
  ['a group', (of) => of.tags.getGroup('07'), 'Tag', { tagKey: 'group#7' }],
  ['a form', (of) => of.forms.get('07'), 'Form', { objectId: '7' }],
  ['an exit', (of) => of.chats.get('07'), 'Chat', { objectId: '7' }],
])('%s as it is now is one GetItem', async (_, ask, pipeline, key) => {
  const [[name, value] = []] = Object.entries(key)
  const request = {
    command: 'GetItem',
    TableName: `${pipeline}Table`,
    Key: { [`${name}`]: { S: value }, record: { S: 'state' } },
  }
  expect(await requestsOf(ask)).toEqual([{ ...request, ConsistentRead: false }])
  expect(await requestsOf(ask, { consistentRead: true })).toEqual([{ ...request, ConsistentRead: true }])
})

const span = { from: '2024-06-09', to: '2024-06-09' }

test.each<[string, Asking, string, string, string]>([
  ['a conversation', (of) => of.conversations.events('07', span), 'Object', 'objectId', '7'],
  ['a user', (of) => of.users.events('07', span), 'User', 'userId', '7'],
  ['surveys', (of) => of.satisfaction.ofConversation('07', span), 'Satisfaction', 'objectId', '7'],
  ['a tag', (of) => of.tags.events('07', span), 'Tag', 'tagKey', 'tag#7'],
  ['a group', (of) => of.tags.groupEvents('07', span), 'Tag', 'tagKey', 'group#7'],
  ['forms', (of) => of.forms.ofConversation('07', span), 'Form', 'objectId', '7'],
  ['chats', (of) => of.chats.ofConversation('07', span), 'Chat', 'objectId', '7'],
])('the events of %s are one Query of its partition, of a span', async (_, ask, pipeline, name, value) => {
  expect(await requestsOf(ask)).toEqual([
    {
      command: 'Query',
      TableName: `${pipeline}Table`,
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': name, '#sort': 'record' },
      ExpressionAttributeValues: {
        ':partition': { S: value },
        ':from': { S: 'event#2024-06-09T00:00:00.000Z' },
        ':to': { S: 'event#2024-06-09T23:59:59.999Z$' },
      },
      ConsistentRead: false,
      ScanIndexForward: true,
    },
  ])
})

test('some triggers of a conversation or a user are a filter', async () => {
  const triggers = ['Login', 'Logout']
  const filter = {
    FilterExpression: '#trigger IN (:trigger0, :trigger1)',
    ExpressionAttributeValues: { ':trigger0': { S: 'Login' }, ':trigger1': { S: 'Logout' } },
  }
  expect(await requestsOf((of) => of.users.events('7', { triggers }))).toMatchObject([filter])
  expect(await requestsOf((of) => of.users.presence('7'))).toMatchObject([filter])
  expect(await requestsOf((of) => of.conversations.events('7', { triggers }))).toMatchObject([filter])
})

type IndexQuery = [string, Asking, string, string, string, 'oldest' | 'newest']

test.each<IndexQuery>([
  ['of a channel', (of) => of.conversations.inChannel('05'), 'Object.byChannel', 'streamId', '5', 'newest'],
  [
    'of a channel in a status',
    (of) => of.conversations.inChannel('05', { statusId: '02' }),
    'Object.byChannelAndStatus',
    'channelStatus',
    '5#2',
    'newest',
  ],
  [
    'of a customer',
    (of) => of.conversations.ofCustomer('09'),
    'Object.byCustomer',
    'customerId',
    '9',
    'newest',
  ],
  ['of an agent', (of) => of.conversations.heldBy('03'), 'Object.byManager', 'managerId', '3', 'newest'],
  ['with a tag', (of) => of.conversations.withTag('04'), 'Object.byTag', 'tagId', '4', 'newest'],
  [
    'of an address',
    (of) => of.conversations.byEmail('Dana@example.com'),
    'Object.byContact',
    'contactKey',
    'email:dana@example.com',
    'newest',
  ],
  [
    'of a number',
    (of) => of.conversations.byPhone('+972 50 1234567'),
    'Object.byContact',
    'contactKey',
    'phone:972501234567',
    'newest',
  ],
  ['that has no digit', (of) => of.users.byPhone('none'), 'User.byContact', 'contactKey', 'phone', 'newest'],
  [
    'with an address',
    (of) => of.users.byEmail('Dana@example.com'),
    'User.byContact',
    'contactKey',
    'email:dana@example.com',
    'newest',
  ],
  [
    'with a unique id',
    (of) => of.users.byUniqueId(' 0123 '),
    'User.byUniqueId',
    'uniqueId',
    '0123',
    'oldest',
  ],
  ['logged in', (of) => of.users.loggedIn(), 'User.byPresence', 'presence', 'loggedIn', 'oldest'],
  ['of a group', (of) => of.tags.inGroup('06'), 'Tag.byGroup', 'memberOf', '6', 'oldest'],
  [
    'of a month of scores',
    (of) => of.satisfaction.ofMonth('2024-06'),
    'Satisfaction.byMonth',
    'month',
    '2024-06',
    'oldest',
  ],
  ['of a month of forms', (of) => of.forms.ofMonth('2024-06'), 'Form.byMonth', 'month', '2024-06', 'oldest'],
  ['of a user who left', (of) => of.chats.ofUser('09'), 'Chat.byUser', 'userId', '9', 'newest'],
])('a list %s is one Query of an index', async (_, ask, place, name, value, order) => {
  const [pipeline, index] = place.split('.')
  expect(await requestsOf(ask, { consistentRead: true })).toEqual([
    {
      command: 'Query',
      TableName: `${pipeline}Table`,
      IndexName: index,
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': name },
      ExpressionAttributeValues: { ':partition': { S: value } },
      ScanIndexForward: order === 'oldest',
    },
  ])
})

test.each<[string, Asking, object]>([
  ['scores', (of) => of.satisfaction.ofDay('2024-06-09'), { TableName: 'SatisfactionTable' }],
  ['forms', (of) => of.forms.ofDay('2024-06-09'), { TableName: 'FormTable' }],
])('a day of %s is a part of its month', async (_, ask, table) => {
  expect(await requestsOf(ask)).toMatchObject([
    {
      ...table,
      IndexName: 'byMonth',
      KeyConditionExpression: '#partition = :partition AND begins_with(#sort, :prefix)',
      ExpressionAttributeNames: { '#partition': 'month', '#sort': 'occurredAt' },
      ExpressionAttributeValues: { ':partition': { S: '2024-06' }, ':prefix': { S: '2024-06-09' } },
    },
  ])
})

test('what an agent did is of a span, the oldest first', async () => {
  expect(await requestsOf((of) => of.conversations.actionsOf('03', span))).toMatchObject([
    {
      IndexName: 'byActor',
      ExpressionAttributeNames: { '#partition': 'actorId', '#sort': 'occurredAt' },
      ExpressionAttributeValues: {
        ':partition': { S: '3' },
        ':from': { S: '2024-06-09T00:00:00.000Z' },
        ':to': { S: '2024-06-09T23:59:59.999Z' },
      },
      ScanIndexForward: true,
    },
  ])
})

test('quarantine is read by day, by the reasons of a day, or as what is unknown', async () => {
  const day = '2024-06-09'
  const of = (value: string) => ({
    TableName: 'QuarantineTable',
    ExpressionAttributeValues: { ':partition': { S: value } },
  })
  expect(await requestsOf((client) => client.quarantine.ofDay(day))).toMatchObject([of(day)])
  expect(await requestsOf((client) => client.quarantine.drift())).toMatchObject([of('drift')])
  expect(await requestsOf((client) => client.quarantine.ofDayByReason(day, undefined))).toMatchObject([
    { ...of(day), IndexName: 'byReason', KeyConditionExpression: '#partition = :partition' },
  ])
  expect(await requestsOf((client) => client.quarantine.ofDayByReason(day, 'invalid'))).toMatchObject([
    {
      IndexName: 'byReason',
      ExpressionAttributeNames: { '#partition': 'day', '#sort': 'reasonRecord' },
      ExpressionAttributeValues: { ':partition': { S: day }, ':prefix': { S: 'invalid#' } },
    },
  ])
})

const isState = '#record = :state AND attribute_not_exists(withdrawnAt)'

test.each<[string, Asking, string, object]>([
  [
    'conversations',
    (of) => all(of.conversations.scan()),
    'Object',
    { FilterExpression: isState, ExpressionAttributeValues: { ':state': { S: 'state' } } },
  ],
  ['users', (of) => all(of.users.scan()), 'User', { FilterExpression: isState }],
  [
    'tags',
    (of) => all(of.tags.scan()),
    'Tag',
    {
      FilterExpression: `${isState} AND begins_with(#key, :prefix)`,
      ExpressionAttributeNames: expect.objectContaining({ '#record': 'record', '#key': 'tagKey' }),
      ExpressionAttributeValues: { ':state': { S: 'state' }, ':prefix': { S: 'tag#' } },
    },
  ],
])('every state of %s is a Scan of the table', async (_, ask, pipeline, expected) => {
  const scan = { command: 'Scan', TableName: `${pipeline}Table`, ...expected }
  expect(await requestsOf(ask)).toMatchObject([{ ...scan, ConsistentRead: false }])
  expect(await requestsOf(ask, { consistentRead: true })).toMatchObject([{ ...scan, ConsistentRead: true }])
})

test('the conversations in a status, and all agents, are Scans of indexes', async () => {
  expect(await requestsOf((of) => of.conversations.inStatus('02'))).toMatchObject([
    {
      command: 'Scan',
      TableName: 'ObjectTable',
      IndexName: 'byChannelAndStatus',
      FilterExpression: '#name = :value',
      ExpressionAttributeNames: expect.objectContaining({ '#name': 'statusId' }),
      ExpressionAttributeValues: { ':value': { S: '2' } },
    },
  ])
  const agents = await requestsOf((of) => of.conversations.agentIds())
  expect(agents).toMatchObject([
    { IndexName: 'byManager', ProjectionExpression: '#a_managerId' },
    { IndexName: 'byActor', ProjectionExpression: '#a_actorId' },
  ])
  expect(agents.some((request) => 'FilterExpression' in request)).toBe(false)
})

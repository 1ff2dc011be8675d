import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { commbox, outputsFile } from './command-line.ts'
import { startDatabase, type Taken } from './database.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(() => database.close())

const get = (...args: string[]) => commbox(['get', ...args, '--outputs', database.outputs])

const conversation = '3377699720568713'

/** An activity of the article's conversation, at a time of that day. */
function activity(id: string, type: string, time: string, data: JsonObject, userId = '23571562'): Taken {
  const StreamId = time < '07:46' ? '24569' : '15802'
  const element = { User: { Id: userId }, Data: data, Id: id, Type: type, CreateDate: `09-06-2024 ${time}` }
  return {
    trigger: 'OnNewActivity',
    receivedAt: '2024-06-09T12:00:00.500Z',
    payload: { Activities: { Activity: element }, Id: conversation, StreamId, SubStreamId: '0' },
  }
}

const streamChange: JsonObject = {
  oldObjectStreamName: 'Chat General',
  oldObjectStreamId: 24569,
  newObjectStreamName: 'Chat Payments',
  newObjectStreamId: 15802,
}

const story: Taken[] = [
  {
    trigger: 'OnNew',
    receivedAt: '2024-06-09T07:28:48.000Z',
    payload: {
      Message: 'FirstMessage',
      Content: {
        languages: [{ Item1: 'en', Item2: '3377699720698044' }],
        ruleLastMessageFromCustomer: true,
      },
      ManagerId: '0',
      User: { Id: '3377699720575710', FirstName: 'Mendy', LastName: 'Doe', Email: 'mendy@example.com' },
      Id: conversation,
      StreamId: '24569',
      SubStreamId: '0',
      StatusID: '1',
      CreateDate: '09-06-2024 07:28:47',
      StreamProviderType: 'BumpYard',
    },
  },
  activity('3377699720762016', '1', '07:32:00', { text: 'Message\non  Remark \u001b[31m' }),
  activity('3377699720762017', '2', '07:33:15', { statusId: 2 }),
  activity('3377699720762022', '5', '07:46:06', { ...streamChange, requestEnvironment: 2 }),
  activity('3377699720762022', '20', '07:46:06', streamChange),
  activity('3377699720762030', '6', '11:40:56', { assignedManagerId: 23571002 }, '0'),
  activity('3377699720762031', '7', '11:41:00', {
    tagId: 99,
    isRemoveTag: false,
    name: 'Urgent',
    group_name: 'Service',
  }),
]

test('a conversation: its state by names, and its events in time order', async () => {
  await database.take('Object', ...story.toReversed())
  const { code, out, err } = await get('object', conversation)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const [header, events] = out.trimEnd().split('\n\n')
  const fields = Object.fromEntries(header?.split('\n').map((line) => line.split(/ {2,}/)) ?? [])
  expect(header?.startsWith(`Object ${conversation}\n`)).toBe(true)
  expect(fields).toMatchObject({
    status: 'Resolved (2)',
    stream: 'Chat Payments (15802)',
    assigned: 'yes, to agent 23571002',
    customer: 'Mendy Doe (3377699720575710), mendy@example.com',
    tags: 'Service / Urgent (99)',
    lastMessage: 'customer, FirstMessage',
    lastMessageAt: '2024-06-09 07:28:47',
    createdAt: '2024-06-09 07:28:47',
  })
  expect(fields).not.toHaveProperty('registers')
  // The provider is known only of the channel that it left.
  expect(fields).not.toHaveProperty('channel')
  expect(events?.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['7 events in 6 lines'],
    ['2024-06-09 07:28:47', 'OnNew', 'customer', 'FirstMessage'],
    ['2024-06-09 07:32:00', 'Remark', 'agent 23571562', 'Message on Remark [31m'],
    ['2024-06-09 07:33:15', 'StatusChange', 'agent 23571562', 'Resolved (2)'],
    [
      '2024-06-09 07:46:06',
      expect.stringMatching(
        /^(StreamChange, TargetStreamChange|TargetStreamChange, StreamChange) \(received 2×\)$/,
      ),
      'agent 23571562',
      'Chat General (24569) → Chat Payments (15802)',
    ],
    ['2024-06-09 11:40:56', 'NewManagerAssignment', 'system', 'to agent 23571002'],
    ['2024-06-09 11:41:00', 'UpdateObjectTag', 'agent 23571562', '+ Service / Urgent (99)'],
  ])
})

test('--json: every item as it is stored, the state first', async () => {
  await database.put('Object', [
    { objectId: '42', record: 'state', statusId: '1', revision: 'r' },
    {
      objectId: '42',
      record: 'event#2024-06-09T07:00:00.000Z#b',
      occurredAt: '2024-06-09T07:00:00.000Z',
      eventId: 'b',
    },
    {
      objectId: '42',
      record: 'event#2024-06-08T07:00:00.000Z#c',
      occurredAt: '2024-06-08T07:00:00.000Z',
      eventId: 'c',
    },
    { objectId: '42', record: 'tag#7', tagId: '7' },
  ])
  const { code, out } = await get('object', '42', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({
    items: [
      { objectId: '42', record: 'state', statusId: '1', revision: 'r' },
      expect.objectContaining({ eventId: 'c' }),
      expect.objectContaining({ eventId: 'b' }),
      { objectId: '42', record: 'tag#7', tagId: '7' },
    ],
  })
})

function seen(trigger: string, time: string, requestId?: string): Taken {
  return {
    trigger,
    receivedAt: `2024-06-10T${time}.000Z`,
    payload: { Id: '23571003', FirstName: 'Best', LastName: 'Agent', Email: 'bestagent@example.com' },
    ...(requestId ? { requestId } : {}),
  }
}

test('events without an id of CommBox are one line only if content and time are the same', async () => {
  await database.take(
    'User',
    seen('Login', '08:00:00'),
    seen('Login', '08:00:00'),
    seen('Login', '08:00:02'),
    seen('Logout', '09:00:00'),
    seen('OnUpdate', '11:00:00', 'f7c8b5a0-0000-4000-8000-000000000001'),
    seen('OnUpdate', '11:00:00', 'f7c8b5a0-0000-4000-8000-000000000002'),
  )
  const { out } = await get('user', '23571003')
  const [header = '', events = ''] = out.trimEnd().split('\n\n')
  expect(header).toMatch(/^name +Best Agent$/m)
  expect(header).toMatch(/^loggedIn +no$/m)
  expect(header).toMatch(/^lastLoginAt +2024-06-10 08:00:02$/m)
  expect(events.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['6 events in 5 lines'],
    ['2024-06-10 08:00:00', 'Login (received 2×)'],
    ['2024-06-10 08:00:02', 'Login'],
    ['2024-06-10 09:00:00', 'Logout'],
    ['2024-06-10 11:00:00', 'OnUpdate'],
    ['2024-06-10 11:00:00', 'OnUpdate'],
  ])
})

test('equal elements of one delivery are lines of their own, in its order', async () => {
  const change = (Action: string) => ({ Id: '55', Action })
  const Tag = [change('Add'), change('Remove'), change('Add')]
  const receivedAt = '2024-06-10T08:00:00.000Z'
  await database.take('Object', { trigger: 'OnUpdateTag', receivedAt, payload: { Tags: { Tag }, Id: '44' } })
  const { out } = await get('object', '44')
  expect(linesOf(out).map(([, what, text]) => [what, text])).toEqual([
    ['OnUpdateTag', '+ 55'],
    ['OnUpdateTag', '− 55'],
    ['OnUpdateTag', '+ 55'],
  ])
})

/** The cells of the lines of events. */
function linesOf(out: string): string[][] {
  const [, events = ''] = out.trimEnd().split('\n\n')
  return events
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/))
}

test('flat messages are lines of their own, though the conversation names one message in each', async () => {
  const message = (text: string, second: number, more: JsonObject): Taken => ({
    trigger: 'OnNewChild',
    receivedAt: `2024-06-09T07:30:0${second + 1}.000Z`,
    payload: {
      Message: text,
      Id: '45',
      CreateDate: `09-06-2024 07:30:0${second}`,
      ...more,
    },
  })
  // The message in which the language was found: the same for all messages of the conversation.
  const languages = [{ Item1: 'en', Item2: '3377699720698044' }]
  const byCustomer = { ManagerId: '0', Content: { languages, ruleLastMessageFromCustomer: true } }
  const byAgent = { ManagerId: '23571002', Content: { languages, ruleLastMessageFromManager: true } }
  await database.take(
    'Object',
    message('Where is my order?', 1, byCustomer),
    message('On its way', 2, byAgent),
    message('Thanks', 3, byCustomer),
    message('?', 4, byCustomer),
  )
  const { out } = await get('object', '45')
  expect(linesOf(out)).toEqual([
    ['2024-06-09 07:30:01', 'OnNewChild', 'customer', 'Where is my order?'],
    ['2024-06-09 07:30:02', 'OnNewChild', 'agent 23571002', 'On its way'],
    ['2024-06-09 07:30:03', 'OnNewChild', 'customer', 'Thanks'],
    ['2024-06-09 07:30:04', 'OnNewChild', 'customer', '?'],
  ])
})

test('HTML entities are decoded in what is shown, and kept in --json', async () => {
  const payload = {
    Message: 'Fish &amp; chips',
    User: { Id: '7', FirstName: 'O&#39;Neil' },
    ManagerId: '0',
    Id: '46',
    CreateDate: '09-06-2024 07:30:00',
  }
  await database.take('Object', { trigger: 'OnNew', receivedAt: '2024-06-09T07:30:01.000Z', payload })
  const { out } = await get('object', '46')
  expect(out).toMatch(/^customer +O'Neil \(7\)$/m)
  expect(out).toMatch(/^lastMessage +customer, Fish & chips$/m)
  expect(linesOf(out)).toEqual([['2024-06-09 07:30:00', 'OnNew', 'customer', 'Fish & chips']])
  const { items } = JSON.parse((await get('object', '46', '--json')).out)
  expect(items[0]).toMatchObject({ lastMessageText: 'Fish &amp; chips' })
})

test('a tag by its id, else the group of that id, or the kind that is named', async () => {
  const receivedAt = '2024-06-10T08:00:00.000Z'
  await database.take(
    'Tag',
    { trigger: 'OnAdd', receivedAt, payload: { tagId: '5', groupId: '6', name: 'Tag five', type: '2' } },
    { trigger: 'OnAddGroup', receivedAt, payload: { groupId: '5', name: 'Group five' } },
    { trigger: 'OnAddGroup', receivedAt, payload: { groupId: '6', name: 'Group six' } },
  )
  const tag = await get('tag', '5')
  expect(tag.out).toMatch(/^Tag tag#5\ntype +Goal \(2\)\ngroup +6\n/)
  expect((await get('tag', 'group#5')).out).toContain('Group five')
  expect((await get('tag', '6')).out).toMatch(/^Tag group#6\n/)
  expect(await get('tag', 'tag#6')).toMatchObject({ code: 1, out: '' })
})

test.each([
  ['Satisfaction', { ObjectId: '7', Score: '50', Description: 'Fine' }, '50, Fine'],
  [
    'Form',
    { ObjectId: '7', FormUrl: 'https://example.com', Properties: { Ok: 'True' } },
    'https://example.com, Ok: True',
  ],
] as const)('%s of a conversation', async (entity, payload, text) => {
  await database.take(entity, { trigger: 'OnSubmit', payload, receivedAt: '2024-06-10T08:00:00.000Z' })
  const { out } = await get(entity.toLowerCase(), '7')
  expect(out).toMatch(/^submittedAt +2024-06-10 08:00:00$/m)
  expect(out.trimEnd().split('\n').at(-1)).toBe(`2024-06-10 08:00:00  OnSubmit  ${text}`)
})

test('a chat exit', async () => {
  const payload = { Object: { id: '7' }, User: { id: '8' } }
  await database.take('Chat', { trigger: 'OnUserExit', payload, receivedAt: '2024-06-10T08:00:00.000Z' })
  expect((await get('chat', '7')).out.trimEnd().split('\n').at(-1)).toMatch(/OnUserExit +user 8$/)
})

test('a conversation of more than one page is read whole', async () => {
  const text = 'ש'.repeat(50_000)
  const events = Array.from({ length: 30 }, (_, index) => {
    const occurredAt = `2024-06-09T07:00:${10 + index}.000Z`
    const eventId = `${100 + index}.0123456789abcdef`
    return {
      objectId: '43',
      record: `event#${occurredAt}#${eventId}`,
      occurredAt,
      eventId,
      trigger: 'OnNewChild',
      text,
    }
  })
  await database.put('Object', events)
  const { out } = await get('object', '43')
  expect(out).toContain('No state yet')
  expect(out).toContain('30 events\n')
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/^2024-06-09 07:00:39 {2}OnNewChild .*ש…$/)
})

test('nothing found, no database, no table: one line, exit 1', async () => {
  const nothing = await get('object', '1')
  expect(nothing).toEqual({
    code: 1,
    out: '',
    err: 'error: nothing is stored about object 1 (a delivery takes a few seconds until it is stored)\n',
  })
  const names = { WebhookUrl: 'http://127.0.0.1:9/webhooks', ObjectsTable: 'Object' }
  const unreachable = {
    Token: 't',
    AccessKeyId: 'LOCAL',
    SecretAccessKey: 'secret',
    DynamoDbEndpoint: 'http://127.0.0.1:9',
    S3Endpoint: 'http://127.0.0.1:9',
    SqsEndpoint: 'http://127.0.0.1:9',
  }
  const away = outputsFile({ CommBoxWebhooks: names, Local: unreachable })
  const gone = await commbox(['get', 'object', '1', '--outputs', away])
  expect(gone).toMatchObject({ code: 1, out: '' })
  expect(gone.err).toMatch(
    /^error: no database answers at http:\/\/127\.0\.0\.1:9: start the local stack[^\n]*\n$/,
  )
  const unnamed = outputsFile({ CommBoxWebhooks: { WebhookUrl: 'http://127.0.0.1:9/webhooks' } })
  const without = await commbox(['get', 'object', '1', '--outputs', unnamed])
  expect(without).toMatchObject({ code: 1, out: '' })
  expect(without.err).toContain('has no ObjectsTable')
})

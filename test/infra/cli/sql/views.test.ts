import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CopiedTables, copiedTables } from './copy.ts'
import { activity, assign, flat, message, opening, received, status, tagged } from './history.ts'

/*
 * Histories whose answers are counted by hand. The stage's zone is Asia/Jerusalem: two hours before UTC until
 * 2026-03-27 02:00 there, then three.
 */
const [noa, omar] = ['11', '12']
const dana = { customer: '501', phone: '+972 50-123-4567' }
const danasMail = { customer: '502', email: 'Dana@example.com' }

const messages = [
  // One message, in OnNew and again in OnNewChild with its id, and one more that is only in OnNew.
  opening('1', '2026-03-26T21:30:00Z', dana, 'Hello'),
  message('1', '7001', '2026-03-26T21:30:00Z', dana, 'Hello'),
  message('1', '7002', '2026-03-26T22:10:00Z', { agent: noa }, 'Good evening'),
  opening('2', '2026-03-26T22:30:00Z', dana, 'Hello'),
  // Twice within a second, with an id each: two messages.
  message('2', '7003', '2026-03-26T22:31:00Z', dana, '?'),
  message('2', '7004', '2026-03-26T22:31:00Z', dana, '?'),
  // Once without an id, and again: one. Without CommBox's date each is a message.
  flat('2', '2026-03-26T22:32:00Z', dana, 'Anyone?'),
  flat('2', '2026-03-26T22:32:10Z', dana, 'Anyone?', '2026-03-26T22:32:00Z'),
  flat('2', '2026-03-26T22:33:00Z', dana, 'Well', null),
  flat('2', '2026-03-26T22:33:00Z', dana, 'Well', null),
  // A bot is no agent.
  message('2', '7005', '2026-03-26T22:34:00Z', 'bot', 'We will be right with you'),
  // An agent began this one; its customer answers.
  opening('3', '2026-03-28T09:00:00Z', { agent: noa }, 'Your order is here'),
  message('3', '7006', '2026-03-28T09:05:00Z', danasMail, 'Thank you', { channel: '24569' }),
]

const activities = [
  assign('1', '8001', '2026-03-26T22:00:00Z', noa),
  assign('1', '8002', '2026-03-26T22:20:00Z', omar, noa),
  received('2026-03-26T22:40:00Z', 'Object', 'OnUnAssign', { Id: '1', StreamId: '1772' }),
  status('1', '8003', '2026-03-26T22:30:00Z', omar, '2'),
  // Received twice, with another channel around it: one.
  status('1', '8003', '2026-03-26T22:30:00Z', omar, '2'),
  // A "thank you" within a minute still has the status of before; the next day's message opens it again.
  message('1', '7007', '2026-03-26T22:30:20Z', dana, 'Thanks!', { status: '1' }),
  message('1', '7008', '2026-03-27T08:00:00Z', dana, 'It broke', { status: '1' }),
  status('1', '8004', '2026-03-27T09:00:00Z', omar, '2'),
  status('1', '8005', '2026-03-27T10:00:00Z', noa, '8'),
  // A change of channel with the channel's name.
  activity('3', '8006', '2026-03-28T10:00:00Z', ['5', noa], {
    oldObjectStreamId: '24569',
    oldObjectStreamName: 'Mail',
    newObjectStreamId: '1772',
    newObjectStreamName: 'WhatsApp Sales',
  }),
  // A rule changed the status and added a tag.
  activity('3', '8007', '2026-03-28T11:00:00Z', ['11', '0'], {
    changedStatusId: 8,
    tagId: 903,
    tagName: 'VIP',
  }),
]

const tags = [
  // In activity 7 and, seconds later, in OnUpdateTag.
  tagged('1', '8101', '2026-03-26T22:05:00Z', '901'),
  received('2026-03-26T22:05:03Z', 'Object', 'OnUpdateTag', {
    Id: '1',
    Tags: { Tag: { Id: '901', Action: 'Add' } },
  }),
  tagged('1', '8102', '2026-03-26T22:06:00Z', '901', true),
  received('2026-03-26T22:06:02Z', 'Object', 'OnUpdateTag', {
    Id: '1',
    Tags: { Tag: { Id: '901', Action: 'Remove' } },
  }),
  // Only in OnUpdateTag, and there twice.
  received('2026-03-26T22:50:00Z', 'Object', 'OnUpdateTag', {
    Id: '2',
    Tags: { Tag: { Id: '902', Action: 'Add' } },
  }),
  received('2026-03-26T22:51:00Z', 'Object', 'OnUpdateTag', {
    Id: '2',
    Tags: { Tag: { Id: '902', Action: 'Add' } },
  }),
  received('2026-03-01T08:00:00Z', 'Tag', 'OnAddGroup', {
    eventName: 'OnAddGroup',
    groupId: '31',
    name: 'Delivery',
  }),
  received('2026-03-01T08:00:00Z', 'Tag', 'OnAdd', {
    eventName: 'OnAdd',
    tagId: '901',
    groupId: '31',
    name: 'איחור',
  }),
]

const others = [
  received('2026-03-01T08:00:00Z', 'User', 'OnNew', { Id: noa, FirstName: 'Noa', LastName: 'Levi' }),
  received('2026-03-01T08:00:00Z', 'User', 'OnNew', { Id: '502', FirstName: 'Dana', Phone1: '972501234567' }),
  received('2026-03-26T06:00:00Z', 'User', 'Login', { Id: noa }),
  received('2026-03-26T14:00:00Z', 'User', 'Logout', { Id: noa }),
  received('2026-03-26T22:00:00Z', 'User', 'Login', { Id: noa }),
  received('2026-03-27T06:00:00Z', 'User', 'Login', { Id: noa }),
  // While Noa held it, while Omar did, and when nobody did any more.
  received('2026-03-26T22:19:59Z', 'Satisfaction', 'OnSubmit', {
    ObjectId: '1',
    Score: '5',
    Description: 'טוב',
  }),
  received('2026-03-26T22:20:00Z', 'Satisfaction', 'OnSubmit', { ObjectId: '1', Score: '2' }),
  received('2026-03-26T23:00:00Z', 'Satisfaction', 'OnSubmit', { ObjectId: '1', Score: '4/5' }),
  received('2026-03-26T23:00:00Z', 'Form', 'OnSubmit', {
    ObjectId: '2',
    FormUrl: 'https://example.com/a.pdf',
    Properties: { 'Full name': 'דנה', size: 3, 'a.b': true, none: null, list: ['x'] },
  }),
]

let tables: CopiedTables
beforeAll(async () => {
  const all = [...messages, ...activities, ...tags, ...others]
  tables = await copiedTables(all, '2026-03-29T12:00:00Z')
})
afterAll(() => tables?.close())

async function valuesOf(statement: string): Promise<unknown[][]> {
  return (await tables.ask(statement)).map((row) => Object.values(row))
}

test('messages: one line each, however it came, with the author and the day in the stage’s zone', async () => {
  expect(
    await valuesOf(
      `SELECT object_id, message_id, event_time, day, author, agent_id, text, times_received FROM messages
       WHERE event_time < TIMESTAMP '2026-03-26 22:35:00' OR object_id = '3' ORDER BY event_time, message_id, text, times_received`,
    ),
  ).toEqual([
    ['1', '7001', '2026-03-26 21:30:00', '2026-03-26', 'customer', null, 'Hello', 2],
    ['1', '7002', '2026-03-26 22:10:00', '2026-03-27', 'agent', noa, 'Good evening', 1],
    ['2', null, '2026-03-26 22:30:00', '2026-03-27', 'customer', null, 'Hello', 1],
    ['1', '7007', '2026-03-26 22:30:20', '2026-03-27', 'customer', null, 'Thanks!', 1],
    ['2', '7003', '2026-03-26 22:31:00', '2026-03-27', 'customer', null, '?', 1],
    ['2', '7004', '2026-03-26 22:31:00', '2026-03-27', 'customer', null, '?', 1],
    ['2', null, '2026-03-26 22:32:00', '2026-03-27', 'customer', null, 'Anyone?', 2],
    ['2', null, '2026-03-26 22:33:00', '2026-03-27', 'customer', null, 'Well', 1],
    ['2', null, '2026-03-26 22:33:00', '2026-03-27', 'customer', null, 'Well', 1],
    ['2', '7005', '2026-03-26 22:34:00', '2026-03-27', 'bot', null, 'We will be right with you', 1],
    ['3', null, '2026-03-28 09:00:00', '2026-03-28', 'agent', noa, 'Your order is here', 1],
    ['3', '7006', '2026-03-28 09:05:00', '2026-03-28', 'customer', null, 'Thank you', 1],
  ])
})

test('the raw events stay at hand', async () => {
  const [{ events } = {}] = await tables.ask(
    "SELECT count(*) AS events FROM raw_objects WHERE object_id = '1' AND text = 'Hello'",
  )
  expect(events).toBe(2)
})

test('activities: one line each', async () => {
  expect(
    await valuesOf(
      "SELECT activity_id, activity, agent_id, status_id, manager_id FROM activities WHERE object_id <> '2' ORDER BY activity_id",
    ),
  ).toEqual([
    ['8001', 'NewManagerAssignment', noa, null, noa],
    ['8002', 'NewManagerAssignment', noa, null, omar],
    ['8003', 'StatusChange', omar, '2', null],
    ['8004', 'StatusChange', omar, '2', null],
    ['8005', 'StatusChange', noa, '8', null],
    ['8006', 'StreamChange', noa, null, null],
    ['8007', 'RuleExecuted', null, '8', null],
    ['8101', 'UpdateObjectTag', noa, null, null],
    ['8102', 'UpdateObjectTag', noa, null, null],
  ])
})

test('assignments: who held it from when to when, agents by name if it is known', async () => {
  expect(
    await valuesOf('SELECT agent, event_time, ended_time, assigned_by FROM assignments ORDER BY event_time'),
  ).toEqual([
    ['Noa Levi', '2026-03-26 22:00:00', '2026-03-26 22:20:00', noa],
    [omar, '2026-03-26 22:20:00', '2026-03-26 22:40:00', noa],
  ])
})

test('status_changes and reopenings: by a change of status or a later message, not by an immediate thank-you', async () => {
  expect(
    await valuesOf(
      'SELECT event_time, status, previous_status_id, agent FROM status_changes ORDER BY event_time',
    ),
  ).toEqual([
    ['2026-03-26 22:30:00', 'Resolved', null, omar],
    ['2026-03-27 09:00:00', 'Resolved', '2', omar],
    ['2026-03-27 10:00:00', 'In Process', '2', 'Noa Levi'],
    ['2026-03-28 11:00:00', 'In Process', null, null],
  ])
  expect(
    await valuesOf(
      'SELECT object_id, resolved_time, event_time, day, seconds, reopened_by FROM reopenings ORDER BY event_time',
    ),
  ).toEqual([
    ['1', '2026-03-26 22:30:00', '2026-03-27 08:00:00', '2026-03-27', 34_200, 'customer'],
    ['1', '2026-03-27 09:00:00', '2026-03-27 10:00:00', '2026-03-27', 3600, 'agent'],
  ])
})

test('tag_changes: OnUpdateTag and activity 7 are one, names come from the settings', async () => {
  expect(
    await valuesOf(
      'SELECT object_id, tag, tag_group, action, event_time, agent FROM tag_changes ORDER BY event_time',
    ),
  ).toEqual([
    ['1', 'איחור', 'Delivery', 'add', '2026-03-26 22:05:00', 'Noa Levi'],
    ['1', 'איחור', 'Delivery', 'remove', '2026-03-26 22:06:00', 'Noa Levi'],
    ['2', '902', null, 'add', '2026-03-26 22:50:00', null],
    ['3', '903', null, 'add', '2026-03-28 11:00:00', null],
  ])
})

test('scores: with the agent who held the conversation at that time', async () => {
  expect(
    await valuesOf('SELECT score, score_text, description, agent, day FROM scores ORDER BY event_time'),
  ).toEqual([
    [5, null, 'טוב', 'Noa Levi', '2026-03-27'],
    [2, null, null, omar, '2026-03-27'],
    [null, '4/5', null, null, '2026-03-27'],
  ])
})

test('forms and form_answers: one line for each field, as it was typed', async () => {
  expect(await valuesOf('SELECT object_id, form_url, customer_id FROM forms')).toEqual([
    ['2', 'https://example.com/a.pdf', '501'],
  ])
  expect(await valuesOf('SELECT field, answer FROM form_answers ORDER BY field')).toEqual([
    ['Full name', 'דנה'],
    ['a.b', 'true'],
    ['list', '{"L":[{"S":"x"}]}'],
    ['none', null],
    ['size', '3'],
  ])
})

test('sessions: from a log-in to the next log-out, whose end is not known if another log-in comes first', async () => {
  expect(await valuesOf('SELECT agent, event_time, day, seconds FROM sessions ORDER BY event_time')).toEqual([
    ['Noa Levi', '2026-03-26 06:00:00', '2026-03-26', 28_800],
    ['Noa Levi', '2026-03-26 22:00:00', '2026-03-27', null],
    ['Noa Levi', '2026-03-27 06:00:00', '2026-03-27', null],
  ])
})

test('users, agents and channels', async () => {
  expect(await valuesOf('SELECT user_id, name, phone1 FROM users ORDER BY user_id')).toEqual([
    ['11', 'Noa Levi', null],
    ['502', 'Dana', '972501234567'],
  ])
  expect(await valuesOf('SELECT agent_id, name FROM agents ORDER BY agent_id')).toEqual([
    [noa, 'Noa Levi'],
    [omar, null],
  ])
  expect(await valuesOf('SELECT stream_id, name FROM channels ORDER BY stream_id')).toEqual([
    ['1772', 'WhatsApp Sales'],
    ['24569', 'Mail'],
  ])
})

test('first_responses: an agent’s and not a bot’s; unanswered and agent-begun ones distinguished', async () => {
  expect(
    await valuesOf(
      'SELECT object_id, outcome, event_time, day, seconds, agent FROM first_responses ORDER BY object_id',
    ),
  ).toEqual([
    ['1', 'answered', '2026-03-26 21:30:00', '2026-03-26', 2400, 'Noa Levi'],
    ['2', 'unanswered', '2026-03-26 22:30:00', '2026-03-27', null, null],
    ['3', 'agent-begun', '2026-03-28 09:00:00', '2026-03-28', null, null],
  ])
})

test('conversations: as they are now, and since when the customer waits', async () => {
  expect(
    await valuesOf(
      `SELECT object_id, day, status, is_closed, channel, customer_id, customer_messages, agent_messages, bot_messages, waiting_since
       FROM conversations ORDER BY object_id`,
    ),
  ).toEqual([
    ['1', '2026-03-26', 'In Process', false, 'WhatsApp Sales', '501', 3, 1, 0, '2026-03-26 22:30:20'],
    ['2', '2026-03-27', 'Open', false, 'WhatsApp Sales', '501', 6, 0, 1, '2026-03-26 22:30:00'],
    ['3', '2026-03-28', 'In Process', false, 'WhatsApp Sales', '502', 1, 1, 0, '2026-03-28 09:05:00'],
  ])
})

test('contacts_by_person: one person on two channels, linked by the phone number of a profile', async () => {
  expect(
    await valuesOf(
      'SELECT object_id, person, begun_by, contact_number, seconds_since_previous FROM contacts_by_person ORDER BY event_time',
    ),
  ).toEqual([
    ['1', 'customer 501', 'customer', 1, null],
    ['2', 'customer 501', 'customer', 2, 3600],
    ['3', 'customer 501', 'agent', 3, 124_200],
  ])
})

test('an erased conversation is gone from the copy with the next sync', async () => {
  const own = await copiedTables(
    [opening('2', '2026-03-26T22:30:00Z', dana, 'Hello')],
    '2026-03-29T12:00:00Z',
  )
  try {
    const count = () => own.ask("SELECT count(*) AS n FROM raw_objects WHERE object_id = '2'")
    expect(await count()).not.toEqual([{ n: 0 }])
    const erasedAt = '2026-03-29T11:00:00.000Z'
    const stub = { objectId: '2', record: 'state', erasedAt, withdrawnAt: erasedAt }
    await own.remove('Object', await own.partition('Object', '2'))
    await own.putItem('Object', stub)
    await own.sync()
    expect(await count()).toEqual([{ n: 0 }])
  } finally {
    await own.close()
  }
})

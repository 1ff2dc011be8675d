import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openArrivals } from '../../../infra/console/arrivals.ts'
import { readModel } from '../../../infra/console/model.ts'
import { mostEvents, readConversation } from '../../../infra/console/reading/conversation.ts'
import { readQuarantine } from '../../../infra/console/reading/quarantine.ts'
import { readScores } from '../../../infra/console/reading/scores.ts'
import { viewOf } from '../../../infra/console/view.ts'
import { type ReadClient, readClient } from '../../../shared/client/client.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'

let tables: EmulatedTables
let client: ReadClient

beforeAll(async () => {
  tables = await emulatedTables()
  client = readClient({ dynamoDb: tables.client, tableName: (pipeline) => pipeline })
})
afterAll(async () => {
  await tables?.close()
})

const put = (pipeline: Pipeline, ...items: JsonObject[]) => putItems(tables.database(pipeline), items)

const event = (objectId: string, at: string, eventId: string, more: JsonObject = {}): JsonObject => ({
  objectId,
  record: `event#${at}#${eventId}`,
  occurredAt: at,
  receivedAt: at,
  eventId,
  deliveryId: 'delivery',
  trigger: 'OnNewChild',
  ...more,
})

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()

describe('a conversation', () => {
  test('is what four tables have about it, in time order', async () => {
    await put('Object', event('1', at(1), '5.a', { from: 'customer', text: 'first', messageId: '5' }))
    await put(
      'Object',
      event('1', at(4), '6.a', { from: 'manager', text: 'last', messageId: '6', managerId: '9' }),
    )
    await put('Satisfaction', event('1', at(3), 's', { trigger: 'OnSubmit', month: '2026-01', score: 50 }))
    await put('Form', event('1', at(2), 'f', { trigger: 'OnSubmit', month: '2026-01', formUrl: 'form' }))
    await put('Chat', event('1', at(5), 'c', { trigger: 'OnUserExit', userId: '3' }))
    const found = await readConversation(client, '1')
    expect(found?.entries.map(({ what, who, text, isMessage }) => [what, who, text, isMessage])).toEqual([
      ['OnNewChild', 'customer', 'first', true],
      ['Form OnSubmit', '', 'form', false],
      ['Satisfaction OnSubmit', '', '50', false],
      ['OnNewChild', 'agent 9', 'last', true],
      ['Chat OnUserExit', '', '', false],
    ])
    expect(found?.isCut).toBe(false)
  })

  test('shows a message that two events report once, with the text of the fuller one', async () => {
    await put('Object', event('2', at(1), '7.a', { from: 'customer', messageId: '7' }))
    await put('Object', event('2', at(1), '7.b', { from: 'customer', messageId: '7', text: 'hello' }))
    const { entries } = (await readConversation(client, '2')) ?? {}
    expect(entries).toMatchObject([{ text: 'hello', times: 2, from: 'customer' }])
  })

  test('shows entities decoded, and the files of a message', async () => {
    const files = [{ name: 'menu.pdf', size: 9 }]
    await put('Object', event('6', at(1), '8.a', { messageId: '8', text: 'Fish &amp; chips', files }))
    const { entries } = (await readConversation(client, '6')) ?? {}
    expect(entries).toMatchObject([{ text: 'Fish & chips, menu.pdf (9 bytes)', isMessage: true }])
  })

  test('that is long is cut to its latest events', async () => {
    const events = Array.from({ length: mostEvents + 30 }, (_, index) =>
      event('3', at(index), `${index}.a`, { text: String(index), messageId: String(index) }),
    )
    await put('Object', { objectId: '3', record: 'state', status: 'Open' }, ...events)
    const found = await readConversation(client, '3')
    expect(found?.entries.map(({ text }) => text)).toEqual(
      Array.from({ length: mostEvents }, (_, index) => String(index + 30)),
    )
    expect(found).toMatchObject({ isCut: true, state: { status: 'Open' } })
  })

  test('about which nothing is stored is undefined', async () => {
    expect(await readConversation(client, '404')).toBeUndefined()
  })
})

const noLog = { driftSince: async () => new Map<string, number>() }

test('scores are those of twelve months, across the turn of a year', async () => {
  const scored = (day: string, score: number) =>
    event('5', `${day}T10:00:00.000Z`, day, { month: day.slice(0, 7), score, description: 'd' })
  await put(
    'Satisfaction',
    scored('2025-02-28', 1),
    scored('2025-03-01', 2),
    scored('2025-12-31', 3),
    scored('2026-02-01', 4),
    event('5', '2026-02-02T10:00:00.000Z', 'without a score', { month: '2026-02' }),
  )
  const found = await readScores(client, new Date('2026-02-10T00:00:00Z'))
  expect(found.filter(({ objectId }) => objectId === '5').map(({ score }) => score)).toEqual([2, 3, 4])
})

test('quarantine is the latest of seven days, newest first, and counts all of them', async () => {
  const row = (day: string, deliveryId: string) => {
    const receivedAt = `${day}T10:00:00.000Z`
    const record = `${receivedAt}#${deliveryId}`
    const key = { day, record, reasonRecord: `invalid#${record}`, receivedAt, deliveryId }
    return { ...key, reason: 'invalid', issues: [], path: '/webhooks', body: '', expiresAt: 1 }
  }
  await put('Quarantine', row('2026-02-03', 'old'), row('2026-02-04', 'a'), row('2026-02-10', 'b'), {
    ...row('2026-02-10', 'c'),
    replayedAt: '2026-02-10T11:00:00.000Z',
  })
  const few = await readQuarantine(client, new Date('2026-02-10T23:00:00Z'))
  expect(few.rows.map(({ record }) => String(record).split('#')[1])).toEqual(['c', 'b', 'a'])
  expect(few).toMatchObject({ count: 3, waiting: 2 })
  const numbers = Array.from({ length: 60 }, (_, number) => `n${String(number).padStart(2, '0')}`)
  await put('Quarantine', ...numbers.map((name) => row('2026-02-09', name)))
  const many = await readQuarantine(client, new Date('2026-02-10T23:00:00Z'))
  expect(many.rows).toHaveLength(50)
  expect(many).toMatchObject({ count: 63, waiting: 62 })
})

test('drift is the rows that this version does not know, the newest first, with how often they came', async () => {
  const row = (path: string, type: string, firstDay: string, more: JsonObject = {}) => ({
    ...{
      day: 'drift',
      record: `Object.OnNew#${path}#${type}`,
      entity: 'Object',
      trigger: 'OnNew',
      path,
      type,
    },
    ...{ firstDay, lastDay: '2026-02-10', deliveryId: 'd', expiresAt: 1 },
    ...more,
  })
  await put(
    'Quarantine',
    row('Priority', 'number', '2026-02-01'),
    row('User.CrmId', 'string', '2026-02-02'),
    row('Message', 'string', '2026-02-03'),
    row('StatusID', 'value 16', '2026-02-04'),
    row('Event.Subscription', 'value Call', '2026-02-05', { entity: 'Call', record: 'Call.OnEnd#e' }),
    row('Event.Source', 'string', '2026-02-06'),
    row('Content.*', 'object', '2026-02-07'),
  )
  const log = { driftSince: async () => new Map([['Object.OnNew#Priority#number', 31]]) }
  const { drift } = await readModel(client, openArrivals(), viewOf(new URLSearchParams()), '', log)
  expect(drift.map(({ path, count, line }) => [path, count, line])).toEqual([
    ['Content.*', 0, ''],
    ['Event.Source', 0, 'Source: text,'],
    ['Event.Subscription', 0, "'Call',"],
    ['StatusID', 0, "16: '<name>',"],
    ['User.CrmId', 0, 'CrmId: id,'],
    ['Priority', 31, 'Priority: number,'],
  ])
})

test('conversations are found by any text that is shown of them, names included', async () => {
  const state = (objectId: string, more: JsonObject) => ({
    objectId,
    record: 'state',
    updatedAt: at(Number(objectId)),
    ...more,
  })
  await put('User', { userId: '77', record: 'state', firstName: 'Noa', lastName: 'Barak' })
  await put('Tag', { tagKey: 'tag#8', record: 'state', tagId: '8', name: 'Delivery' })
  await put(
    'Object',
    state('11', { managerId: '77', statusId: '2' }),
    state('12', { tagIds: ['8'], statusId: '1' }),
    state('13', {
      streamId: '4',
      streamName: 'Shop',
      streams: { 4: { name: 'Shop' } },
      customerName: 'דנה',
      statusId: '1',
    }),
    state('14', { streamId: '4', lastMessageText: 'hello' }),
  )
  const chosen = async (query: string) => {
    const view = viewOf(new URLSearchParams(query))
    const { conversations } = await readModel(client, openArrivals(), view, '', noLog)
    return conversations.chosen.map(({ objectId }) => objectId)
  }
  expect(await chosen('find=noa barak')).toEqual(['11'])
  expect(await chosen('find=DELIVERY')).toEqual(['12'])
  expect(await chosen('find=shop')).toEqual(['14', '13'])
  expect(await chosen('find=דנה')).toEqual(['13'])
  expect(await chosen('status=1')).toEqual(['13', '12'])
})

test('conversations are found by a phone number or an e-mail address as a person types it', async () => {
  const state = (objectId: string) => ({ objectId, record: 'state', updatedAt: at(Number(objectId)) })
  const contact = (objectId: string, contactKey: string) => ({
    objectId,
    record: `contact#${contactKey}`,
    contactKey,
    knownSince: at(Number(objectId)),
    version: '1',
  })
  await put(
    'Object',
    ...['21', '22', '23'].map(state),
    contact('21', 'phone:972501234567'),
    contact('22', 'phone:972501234567'),
    contact('22', 'email:dana@example.com'),
  )
  const chosen = async (find: string) => {
    const view = viewOf(new URLSearchParams({ find }))
    const { conversations } = await readModel(client, openArrivals(), view, '', noLog)
    return conversations.chosen.map(({ objectId }) => objectId)
  }
  expect(await chosen('+972 50-123-4567')).toEqual(['22', '21'])
  expect(await chosen('(972) 50.123.4567')).toEqual(['22', '21'])
  expect(await chosen(' Dana@Example.com ')).toEqual(['22'])
  expect(await chosen('0')).toEqual([])
  expect(await chosen('@')).toEqual([])
})

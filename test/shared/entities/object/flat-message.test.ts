import { describe, expect, test } from 'vitest'
import { at, attributesOf, eventsIn, first, received, stateAfter } from '../../events-of.ts'

const flat = {
  Message: 'Hello World',
  Content: { languages: [{ Item1: 'en', Item2: 1366764 }], ruleLastMessageFromCustomer: true },
  ManagerId: '0',
  Id: '381226',
  StreamId: '1772',
  SubStreamId: '0',
  StatusID: '1',
  CreateDate: '16-06-2024 08:35:11',
  StreamProviderType: '7',
}
const inTime = { receivedAt: '2024-06-16T08:35:13.402Z' }

test('Id is the conversation, and a flat message has no id', () => {
  const event = first('Object', 'OnNewChild', flat, inTime)
  expect(event).toMatchObject({
    key: '381226',
    identity: 'delivery',
    eventId: 'delivery-1',
    occurredAt: '2024-06-16T08:35:11.000Z',
    isDated: true,
  })
  expect(attributesOf(event)).toEqual({
    text: 'Hello World',
    from: 'customer',
    statusId: '1',
    status: 'Open',
  })
  expect(stateAfter('Object', event)).toMatchObject({
    lastMessageAt: '2024-06-16T08:35:11.000Z',
    lastMessageText: 'Hello World',
    lastMessageFrom: 'customer',
    streamId: '1772',
    channel: 'WhatsApp',
  })
})

test('messages of one conversation, with the same language, are as many events, each with its own text', () => {
  const texts = ['Hi', 'How may I help?', '?', '?']
  const events = texts.flatMap((Message, place) =>
    eventsIn(
      'Object',
      'OnNewChild',
      {
        ...flat,
        Message,
        ManagerId: place === 1 ? '5416672' : '0',
        CreateDate: `16-06-2024 12:0${place}:00`,
        Content: { ...flat.Content, ruleLastMessageFromCustomer: place !== 1 },
      },
      at(`0${place}`, '01'),
    ),
  )
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(4)
  expect(events.map(({ occurredAt }) => occurredAt.slice(11, 19))).toEqual(
    texts.map((_text, place) => `12:0${place}:00`),
  )
  expect(events.map((event) => attributesOf(event).text)).toEqual(texts)
  expect(events.map((event) => attributesOf(event).from)).toEqual([
    'customer',
    'manager',
    'customer',
    'customer',
  ])
  for (const event of events) expect(attributesOf(event)).not.toHaveProperty('messageId')
})

test('the same text in the same second, delivered twice, is two events', () => {
  const [one, other] = ['delivery-1', 'delivery-2'].map((deliveryId) =>
    first('Object', 'OnNewChild', flat, { ...inTime, deliveryId }),
  )
  expect(one?.eventId).not.toBe(other?.eventId)
  expect(one?.fingerprint).toBe(other?.fingerprint)
})

test('with a request id it is one event of that request, however often it comes', () => {
  const requestId = '5f0c7a3e-9b1d-4c62-8a40-000000000004'
  const [one, other] = ['delivery-1', 'delivery-2'].map((deliveryId) =>
    first('Object', 'OnNewChild', flat, { ...inTime, deliveryId, requestId }),
  )
  expect(one?.identity).toBe('request')
  expect(one?.eventId).toBe(other?.eventId)
})

test('with ids only it is a message of which nothing is known', () => {
  const event = first('Object', 'OnNewChild', { Id: '381226' })
  expect(event.identity).toBe('delivery')
  expect(stateAfter('Object', event)).toMatchObject({ lastMessageAt: event.occurredAt })
  expect(stateAfter('Object', event)).not.toHaveProperty('lastMessageText')
})

test.each(['', null])('an empty element of children (%j) is none', (Children) => {
  expect(attributesOf(first('Object', 'OnNewChild', { ...flat, Children }))).toMatchObject({
    text: 'Hello World',
  })
})

describe("CreateDate may be the conversation's: it counts up to ten minutes before the receipt", () => {
  test.each([
    ['the second of the receipt', '16-06-2024 12:00:00', '2024-06-16T12:00:00.000Z'],
    ['ten minutes before', '16-06-2024 11:50:00', '2024-06-16T11:50:00.000Z'],
  ])('%s: %j is the time of the message', (_when, CreateDate, occurredAt) => {
    const event = first('Object', 'OnNewChild', { ...flat, CreateDate })
    expect(event).toMatchObject({ isDated: true, occurredAt })
    expect(stateAfter('Object', event)).toMatchObject({ startedAt: occurredAt, lastMessageAt: occurredAt })
  })

  test.each([
    ['more than ten minutes before', '16-06-2024 11:49:59'],
    ["hours before, as the conversation's own", '16-06-2024 08:35:11'],
    ['after the receipt', '16-06-2024 12:00:01'],
    ['"not set"', '01-01-0001 00:00:00'],
    ['"not set"', '01-01-1900 00:00:00'],
    ['"not set"', '31-12-9999 23:59:59'],
    ['"not set"', '01-01-0000 00:00:00'],
    ['empty', ''],
  ])('%s: %j is not, but the receipt', (_when, CreateDate) => {
    const event = first('Object', 'OnNewChild', { ...flat, CreateDate })
    expect(event).toMatchObject({ isDated: false, occurredAt: received })
    expect(stateAfter('Object', event)).toMatchObject({ startedAt: received, lastMessageAt: received })
  })
})

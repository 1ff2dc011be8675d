import { describe, expect, test } from 'vitest'
import { first, stateAfter, told } from '../../told.ts'

const message = {
  Message: 'Hello World',
  Content: { languages: [{ Item1: 'en', Item2: 1366764 }], ruleLastMessageFromCustomer: true },
  ManagerId: '0',
  CreateDate: '16-06-2024 08:35:11',
}
const flat = {
  ...message,
  Id: '381226',
  StreamId: '1772',
  SubStreamId: '0',
  StatusID: '1',
  StreamProviderType: '7',
}

describe('flat', () => {
  test('Id is the conversation, Content tells the message', () => {
    const event = first('Object', 'OnNewChild', flat)
    expect(event).toMatchObject({ key: '381226', identity: 'own', occurredAt: '2024-06-16T08:35:11.000Z' })
    expect(event.eventId).toMatch(/^1366764\./)
    expect(event.attributes?.('')).toMatchObject({
      messageId: '1366764',
      text: 'Hello World',
      from: 'customer',
    })
    expect(stateAfter('Object', event)).toMatchObject({
      lastMessageAt: '2024-06-16T08:35:11.000Z',
      lastMessageText: 'Hello World',
      lastMessageFrom: 'customer',
      streamId: '1772',
      channel: 'WhatsApp',
    })
  })

  test('with ids alone it is a message of which nothing is known', () => {
    const event = first('Object', 'OnNewChild', { Id: '381226' })
    expect(event.identity).toBe('delivery')
    expect(stateAfter('Object', event)).toMatchObject({ lastMessageAt: event.occurredAt })
    expect(stateAfter('Object', event)).not.toHaveProperty('lastMessageText')
  })

  test.each(['', null])('an empty element of children (%j) is none', (Children) => {
    expect(first('Object', 'OnNewChild', { ...flat, Children }).eventId).toMatch(/^1366764\./)
  })
})

describe('nested', () => {
  const child = { ...message, Id: '77', User: { Id: '9', FirstName: 'Mendy' } }
  const nested = (Child: typeof child | (typeof child)[]) => ({
    Id: '381226',
    StreamId: '1772',
    Children: { Child },
  })

  test('the child has its own id, time and user', () => {
    const event = first('Object', 'OnNewChild', nested(child))
    expect(event).toMatchObject({ key: '381226', occurredAt: '2024-06-16T08:35:11.000Z', content: child })
    expect(event.eventId).toMatch(/^77\./)
    expect(stateAfter('Object', event)).toMatchObject({
      customerId: '9',
      customerName: 'Mendy',
      streamId: '1772',
    })
  })

  test('several are several events, and the last message is the latest of them', () => {
    const later = { ...child, Id: '78', Message: 'Later', CreateDate: '16-06-2024 08:35:12' }
    const events = told('Object', 'OnNewChild', nested([later, child]))
    expect(events.map(({ eventId }) => eventId.split('.')[0])).toEqual(['78', '77'])
    expect(stateAfter('Object', ...events)).toMatchObject({ lastMessageText: 'Later' })
  })

  test('is one event, told by whatever surroundings', () => {
    const { eventId } = first('Object', 'OnNewChild', nested(child))
    const other = { ...nested([child]), StreamId: '5', requestId: 'another', StatusID: '2' }
    expect(first('Object', 'OnNewChild', other).eventId).toBe(eventId)
  })

  test("an agent who writes is not the conversation's customer", () => {
    const byAgent = {
      ...child,
      ManagerId: '3',
      Content: { languages: [], ruleLastMessageFromCustomer: false },
    }
    const event = first('Object', 'OnNewChild', nested(byAgent))
    expect(stateAfter('Object', event)).toMatchObject({ lastMessageFrom: 'manager' })
    expect(stateAfter('Object', event)).not.toHaveProperty('customerId')
  })

  test('children as JSON text', () => {
    const payload = { Id: '381226', Children: JSON.stringify({ Child: [child] }) }
    expect(first('Object', 'OnNewChild', payload)).toMatchObject({ content: child })
  })
})

describe('the status that a message says in passing', () => {
  const resolved = first('Object', 'OnNewActivity', {
    Id: '381226',
    Activities: {
      Activity: { Id: '5', Type: '2', Data: { statusId: 2 }, CreateDate: '01-06-2024 00:00:00' },
    },
  })

  test('fills a gap', () => {
    expect(stateAfter('Object', first('Object', 'OnNewChild', flat))).toMatchObject({
      statusId: '1',
      status: 'Open',
    })
  })

  test('never overrides, though the message is later', () => {
    const state = stateAfter('Object', first('Object', 'OnNewChild', flat), resolved)
    expect(state).toMatchObject({ statusId: '2', status: 'Resolved', channelStatus: '1772#2' })
  })
})

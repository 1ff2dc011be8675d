import { expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { attributesOf, eventsIn, first, stateAfter } from '../../events-of.ts'

const child = {
  Id: '77',
  Message: 'Hello World',
  Content: { ruleLastMessageFromCustomer: true },
  ManagerId: '0',
  CreateDate: '16-06-2024 08:35:11',
  User: { Id: '9', FirstName: 'Mendy' },
}
const nested = (Child: JsonObject | JsonObject[]) => ({
  Id: '381226',
  StreamId: '1772',
  Children: { Child },
})

test('a nested child has its own id, time and user', () => {
  const event = first('Object', 'OnNewChild', nested(child))
  expect(event).toMatchObject({
    key: '381226',
    occurredAt: '2024-06-16T08:35:11.000Z',
    isDated: true,
    payload: nested(child),
  })
  expect(event.eventId).toMatch(/^77\./)
  expect(attributesOf(event)).toEqual({ messageId: '77', text: 'Hello World', from: 'customer' })
  expect(stateAfter('Object', event)).toMatchObject({
    customerId: '9',
    customerName: 'Mendy',
    streamId: '1772',
  })
})

test('several are several events, and the last message is the latest of them', () => {
  const later = { ...child, Id: '78', Message: 'Later', CreateDate: '16-06-2024 08:35:12' }
  const events = eventsIn('Object', 'OnNewChild', nested([later, child]))
  expect(events.map(({ eventId }) => eventId.split('.')[0])).toEqual(['78', '77'])
  expect(stateAfter('Object', ...events)).toMatchObject({ lastMessageText: 'Later' })
})

test.each([
  ['dated alike', child.CreateDate],
  ['undated', undefined],
])('twelve without ids, %s, count in the order of the delivery', (_how, CreateDate) => {
  const children = Array.from({ length: 12 }, (_, place) => ({
    Message: `text ${place}`,
    ...(CreateDate === undefined ? {} : { CreateDate }),
  }))
  const events = eventsIn('Object', 'OnNewChild', nested(children))
  expect(events.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId).toSorted())
  expect(events.map(({ place }) => place)).toEqual(children.map((_child, place) => place))
  expect(stateAfter('Object', ...events)).toMatchObject({ lastMessageText: 'text 11' })
})

test('without its date it is dated by its receipt, whatever date the conversation has', () => {
  const { CreateDate: _date, ...undated } = child
  const event = first('Object', 'OnNewChild', { ...nested(undated), CreateDate: '16-06-2024 11:59:59' })
  expect(event).toMatchObject({ isDated: false, occurredAt: event.delivery.receivedAt })
})

test('the same in other surroundings is another event with the same message id', () => {
  const events = [
    first('Object', 'OnNewChild', nested(child)),
    first('Object', 'OnNewChild', { ...nested(child), StreamId: '5', StatusID: '2' }),
  ]
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2)
  expect(events.map((event) => attributesOf(event).messageId)).toEqual(['77', '77'])
  expect(stateAfter('Object', ...events)).toMatchObject({ lastMessageText: 'Hello World' })
})

test.each<[string, JsonObject]>([
  ['of another request', { ...nested(child), requestId: 'another' }],
  ['by itself in an array', nested([child])],
  ['with ids as numbers', { ...nested({ ...child, Id: 77, ManagerId: 0 }), Id: 381226 }],
  ['as JSON text', { ...nested(child), Children: JSON.stringify({ Child: [child] }) }],
])('%s it is the same event', (_how, payload) => {
  expect(first('Object', 'OnNewChild', payload).eventId).toBe(
    first('Object', 'OnNewChild', nested(child)).eventId,
  )
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

test("the provider is that of a customer's child; an agent's has type 0, which is none", () => {
  const byCustomer = first('Object', 'OnNewChild', nested({ ...child, StreamProviderType: '7' }))
  const byAgent = first(
    'Object',
    'OnNewChild',
    nested({ Id: '78', ManagerId: '3', StreamProviderType: '0', CreateDate: '16-06-2024 08:36:00' }),
  )
  expect(stateAfter('Object', byCustomer)).toMatchObject({ streamId: '1772', channel: 'WhatsApp' })
  expect(stateAfter('Object', byAgent)).not.toHaveProperty('channel')
  expect(stateAfter('Object', byCustomer, byAgent)).toMatchObject({ channel: 'WhatsApp' })
})

test('an agent who wrote a child is not the customer, whether the child or the conversation names the agent', () => {
  const agent = { ...child, Content: {}, ManagerId: '3', User: { Id: '3', FirstName: 'Agent' } }
  const { ManagerId, ...unnamed } = agent
  for (const payload of [nested(agent), { ...nested(unnamed), ManagerId }])
    expect(
      stateAfter('Object', first('Object', 'OnNewChild', { ...payload, User: agent.User })),
    ).not.toHaveProperty('customerId')
})

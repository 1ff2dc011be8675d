import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from './receiver.ts'

/* CommBox sends ids as numbers and as texts: a leading zero is no part of an id. */

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver('2026-01-15T10:00:00.000Z')
  const post = (url: string, payload: object) => ({ url, body: JSON.stringify({ payload }) })
  const statuses = await receiver.take([
    post('satisfaction/onsubmit', { ObjectId: '00123', Score: '50' }),
    post('object/onnew', { Id: ' 0123', StreamId: '007', User: { Id: '008' }, StatusID: '1' }),
    post('user/onnew', { Id: '009', FirstName: 'Dana' }),
    post('tag/onadd', { tagId: '010', groupId: '011', name: 'Urgent' }),
    post('chat/onuserexit', { Object: { Id: '123' }, User: { Id: '008' } }),
    post('form/onsubmit', { ObjectId: 123, FormUrl: 'https://example.com/1.pdf' }),
  ])
  expect(new Set(statuses)).toEqual(new Set([200]))
})
afterAll(() => receiver.close())

test.each(['123', '00123', ' 123'])('the client finds %j under the id that is stored', async (id) => {
  const { satisfaction, conversations, forms, chats, timeline } = receiver.client
  expect(await satisfaction.get(id)).toMatchObject({ objectId: '123', score: 50 })
  expect(await conversations.get(id)).toMatchObject({ objectId: '123' })
  expect(await forms.get(id)).toMatchObject({ objectId: '123' })
  expect(await chats.get(id)).toMatchObject({ objectId: '123' })
  expect((await timeline(id)).items.map(({ entity }) => entity).toSorted()).toEqual([
    'Chat',
    'Form',
    'Object',
    'Satisfaction',
  ])
})

test.each([
  ['a channel', () => receiver.client.conversations.inChannel('0007')],
  ['a channel and a status', () => receiver.client.conversations.inChannel('7', { statusId: '01' })],
  ['a customer', () => receiver.client.conversations.ofCustomer('08')],
  ['a user of chats', () => receiver.client.chats.ofUser('08')],
  ['a group', () => receiver.client.tags.inGroup('0011')],
  ['a user', async () => ({ items: [await receiver.client.users.get('0009')] })],
  ['a tag', async () => ({ items: [await receiver.client.tags.get('0010')] })],
])('the client finds %s by an id with leading zeros', async (_what, ask) => {
  const { items } = await ask()
  expect(items).toEqual([expect.any(Object)])
})

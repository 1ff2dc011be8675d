import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Post } from '../../docs/history.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const post = (url: string, payload: object): Post => ({ url, body: JSON.stringify({ payload }) })

/** The number and the address as WhatsApp Web copies them. Source: the traps in CommBox's values. */
const copied = { Phone1: '\u202a+972 50-123-4567\u202c', Email: 'Dana\u200b@Acme.example' }
const whatsApp = { StreamProviderType: 'WhatsApp', StreamProviderId: '972544444444' }
const posts = [
  post('user/onnew', { Id: '1', ...copied }),
  post('user/onnew', { Id: '2', Phone1: '050-1234567', Phone2: '03-5551234' }),
  post('user/onnew', { Id: '3', Phone1: '972522222222' }),
  post('user/onupdate', { Id: '3', Phone1: '972533333333' }),
  post('object/onnew', { Id: '11', User: { Id: '1', ...copied } }),
  post('object/onnew', { Id: '12', User: { Id: '1', ...copied } }),
  post('object/onnew', { Id: '13', User: { Id: '4', Identity: whatsApp } }),
  post('object/onnew', { Id: '14', ManagerId: '9', User: { Id: '9', ...copied } }),
]

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver('2026-01-15T10:00:00.000Z', '972')
  expect(new Set(await receiver.take(posts))).toEqual(new Set([200]))
})
afterAll(() => receiver.close())

/** What people type for 972 50 123 4567. */
const typed = [
  '\u202a+972 50-123-4567\u202c',
  '+972 50-123-4567',
  '972501234567',
  '00972501234567',
  '050-1234567',
  ' 0501234567 ',
]

describe('users', () => {
  const byPhone = async (phone: string) =>
    (await receiver.client.users.byPhone(phone)).items.map(({ userId }) => userId)
  const byEmail = async (email: string) =>
    (await receiver.client.users.byEmail(email)).items.map(({ userId }) => userId)

  test.each(typed)('by the phone number %j, the last known first', async (phone) => {
    expect(await byPhone(phone)).toEqual(['2', '1'])
  })

  test.each(['dana@acme.example', 'DANA@ACME.EXAMPLE', 'Dana\u200b@Acme.example', ' dana@acme.example '])(
    'by the e-mail address %j',
    async (email) => {
      expect(await byEmail(email)).toEqual(['1'])
    },
  )

  test('by a second number', async () => {
    expect(await byPhone('+972-3-555-1234')).toEqual(['2'])
  })

  test('by a number that has changed since, and by the new one', async () => {
    expect(await byPhone('052-2222222')).toEqual(['3'])
    expect(await byPhone('053-3333333')).toEqual(['3'])
  })

  test.each(['', 'nobody', '0', '+972 50-123-4568'])('nobody by the number %j', async (phone) => {
    expect(await byPhone(phone)).toEqual([])
  })

  test.each(['', ' ', 'dana@acme'])('nobody by the address %j', async (email) => {
    expect(await byEmail(email)).toEqual([])
  })
})

describe('conversations', () => {
  const byPhone = async (phone: string) =>
    (await receiver.client.conversations.byPhone(phone)).items.map(({ objectId }) => objectId)

  test.each(typed)('by the phone number %j of the customer, not of the agent', async (phone) => {
    expect(await byPhone(phone)).toEqual(['12', '11'])
  })

  test('page by page, either way', async () => {
    const { conversations } = receiver.client
    const { items, next } = await conversations.byPhone('050-1234567', { limit: 1, order: 'oldest' })
    expect(items).toEqual([
      { objectId: '11', contactKey: 'phone:972501234567', knownSince: '2026-01-15T10:00:05.000Z' },
    ])
    const second = await conversations.byPhone('+972501234567', { limit: 1, order: 'oldest', cursor: next })
    expect(second.items).toMatchObject([{ objectId: '12' }])
  })

  test('by the number of an identity on WhatsApp', async () => {
    expect(await byPhone('054-444-4444')).toEqual(['13'])
  })

  test('by the e-mail address of the customer', async () => {
    const { items } = await receiver.client.conversations.byEmail('dana@acme.example')
    expect(items.map(({ objectId }) => objectId)).toEqual(['12', '11'])
  })
})

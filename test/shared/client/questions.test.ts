import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from '../../../shared/client/question.ts'
import { answers } from '../../docs/answers.ts'
import { beside, refused, sampled } from '../../docs/history.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const [day, month] = ['2026-01-15', '2026-01']
const scoreOfNothing = { url: 'satisfaction', body: '{"payload":{"Score":"50"}}' }

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver(`${day}T10:00:00.000Z`)
  expect(new Set(await receiver.take([...sampled(), ...beside()]))).toEqual(new Set([200]))
  expect(await receiver.take([...refused(), scoreOfNothing])).toEqual([400, 200, 422])
})
afterAll(() => receiver.close())

/** The answer of the client to a question of docs/tables.md. */
async function asked(question: string): Promise<object[]> {
  const { conversations, users, satisfaction, tags, forms, chats, quarantine } = receiver.client
  const of = '3377699720568713'
  const questions: Record<string, () => Promise<Page<object> | object | undefined>> = {
    '1': () => conversations.get(of),
    '2a': () => conversations.events(of),
    '2b': () => conversations.events(of, { order: 'newest' }),
    '2c': () => conversations.events(of, { limit: 2 }),
    '2d': async () => {
      const { next } = await conversations.events(of, { limit: 2 })
      return conversations.events(of, { limit: 2, cursor: next })
    },
    '2e': () => conversations.events(of, { from: '2024-06-09T07:33:00Z', to: '2024-06-09T07:35:00Z' }),
    '3a': () => conversations.inChannel('24569'),
    '3b': () => conversations.inChannel('24569', { statusId: '2' }),
    '4a': () => conversations.ofCustomer('3377699720575710'),
    '4b': () => conversations.byPhone('972539640001'),
    '4c': () => conversations.byEmail('mendyDoe123@gmail.com'),
    '5': () => conversations.heldBy('23571002'),
    '6': () =>
      conversations.actionsOf('23571002', { from: '2024-06-09T07:00:00Z', to: '2024-06-09T12:00:00Z' }),
    '7': () => conversations.withTag('3377699720531414'),
    '8a': () => users.get('3377699720575719'),
    '8b': () => users.byEmail('John1Doe2@gmail.com'),
    '8c': () => users.byPhone('19175012555'),
    '8d': () => users.byUniqueId('01234512367'),
    '9a': () => users.loggedIn(),
    '9b': () => users.presence('23571002'),
    '10a': () => satisfaction.ofConversation('3377699720568738'),
    '10b': () => satisfaction.ofDay(day),
    '10c': () => satisfaction.ofMonth(month),
    '11a': () => tags.get('27949'),
    '11b': () => tags.getGroup('3377699720528190'),
    '11c': () => tags.inGroup('3377699720528190'),
    '12a': () => forms.ofConversation('3377699720568739'),
    '12b': () => forms.ofDay(day),
    '12c': () => forms.ofMonth(month),
    '13a': () => chats.ofConversation('3377699720568729'),
    '13b': () => chats.ofUser('3377699720575717'),
    '14a': () => quarantine.ofDay(day),
    '14b': () => quarantine.ofDayByReason(day, 'invalid'),
  }
  const answer = await questions[question]?.()
  if (answer === undefined) throw new Error(`no answer to ${question}`)
  return 'items' in answer && Array.isArray(answer.items) ? answer.items : [answer]
}

test.each(Object.entries(answers))('question %s', async (question, { by, items }) => {
  const found = (await asked(question)).map((item) => {
    const members = new Map(Object.entries(item))
    return by.map((name) => members.get(name))
  })
  expect(found).toEqual(items)
})

describe('what is not stored', () => {
  test('is undefined, or a page of nothing', async () => {
    const { conversations, tags, timeline } = receiver.client
    expect(await conversations.get('1')).toBeUndefined()
    expect(await tags.getGroup('27949')).toBeUndefined()
    expect(await conversations.inChannel('1')).toEqual({ items: [] })
    expect(await timeline('1')).toEqual({ items: [] })
  })

  test('the latest of a conversation', async () => {
    const { satisfaction, forms, chats } = receiver.client
    expect(await satisfaction.get('3377699720568738')).toMatchObject({ score: 90, description: 'great' })
    expect(await forms.get('3377699720568739')).toMatchObject({ formUrl: 'https://example.com/second.pdf' })
    expect(await chats.get('3377699720568729')).toMatchObject({ userId: '5300000000000009' })
  })
})

test.each([
  ['a day', () => receiver.client.satisfaction.ofDay('2026-01')],
  ['a month', () => receiver.client.forms.ofMonth('2026-1')],
  ['a day that does not exist', () => receiver.client.satisfaction.ofDay('2026-02-30')],
  ['a month that does not exist', () => receiver.client.forms.ofMonth('2026-13')],
  ['a day of quarantine', () => receiver.client.quarantine.ofDay('15.1.2026')],
  ['an instant', () => receiver.client.conversations.events('1', { from: 'yesterday' })],
])('%s that is not one is refused', async (_, ask) => {
  await expect(async () => ask()).rejects.toThrow(RangeError)
})

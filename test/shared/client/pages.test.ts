import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InvalidCursorError } from '../../../shared/client/cursor.ts'
import { everyItem, type Page } from '../../../shared/client/question.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const conversation = '7000000000000001'
const at = (minute: number) => `09-06-2024 07:${String(minute).padStart(2, '0')}:00`

const remark = (minute: number) => ({
  url: 'object/onnewactivity',
  body: JSON.stringify({
    payload: {
      Activities: { Activity: { Id: String(100 + minute), Type: '1', CreateDate: at(minute) } },
      Id: conversation,
      StreamId: '5',
    },
  }),
})
const other = (objectId: string) => ({
  url: 'object/onnew',
  body: JSON.stringify({ payload: { Id: objectId, CreateDate: at(1), StreamId: '5' } }),
})
const score = (Score: string) => ({
  url: 'satisfaction/onsubmit',
  body: JSON.stringify({ payload: { ObjectId: conversation, Score } }),
})
const form = {
  url: 'form/onsubmit',
  body: JSON.stringify({ payload: { ObjectId: conversation, FormUrl: 'https://example.com/1.pdf' } }),
}
const exit = {
  url: 'chat/onuserexit',
  body: JSON.stringify({ payload: { Object: { Id: conversation }, User: { Id: '9' } } }),
}

let receiver: Receiver
beforeAll(async () => {
  // Scores, forms and exits have the time of receipt, a second after each other: some before the remarks, some after.
  receiver = await startReceiver('2024-06-09T07:05:00.000Z')
  const minutes = [...Array(8).keys()].map((n) => n + 2)
  const posts = [score('1'), exit, form, ...minutes.map(remark), score('2'), other('1'), other('2')]
  expect(new Set(await receiver.take(posts))).toEqual(new Set([200]))
})
afterAll(() => receiver.close())

/** How many items each page holds, and all of them. */
async function paged<Item>(ask: (cursor: string | undefined) => Promise<Page<Item>>) {
  const sizes: number[] = []
  const counted = async (cursor: string | undefined) => {
    const page = await ask(cursor)
    sizes.push(page.items.length)
    return page
  }
  const items: Item[] = []
  for await (const item of everyItem(counted)) items.push(item)
  return { sizes, items }
}

describe('pages', () => {
  test('of a table add up to the whole, in both orders', async () => {
    const { conversations } = receiver.client
    const { items: whole } = await conversations.events(conversation)
    expect(whole).toHaveLength(8)
    const forth = await paged((cursor) => conversations.events(conversation, { limit: 3, cursor }))
    expect(forth).toEqual({ sizes: [3, 3, 2], items: whole })
    const back = await paged((cursor) =>
      conversations.events(conversation, { limit: 3, cursor, order: 'newest' }),
    )
    expect(back).toEqual({ sizes: [3, 3, 2], items: whole.toReversed() })
  })

  test('of an index add up to the whole', async () => {
    const { conversations } = receiver.client
    const { items: whole } = await conversations.inChannel('5')
    expect(whole.map(({ objectId }) => objectId).toSorted()).toEqual(['1', '2', conversation])
    const { sizes, items } = await paged((cursor) => conversations.inChannel('5', { limit: 2, cursor }))
    expect({ sizes, items }).toEqual({ sizes: [2, 1], items: whole })
  })

  test('that a filter empties are followed by the next', async () => {
    const { conversations } = receiver.client
    const ask = (cursor: string | undefined) =>
      conversations.events(conversation, { limit: 3, cursor, triggers: ['OnNew'] })
    expect(await paged(ask)).toEqual({ sizes: [0, 0, 0], items: [] })
  })
})

describe('the timeline', () => {
  const said = ({ entity, event }: { entity: string; event: { occurredAt: string } }) =>
    `${event.occurredAt.slice(14, 19)} ${entity}`
  const whole = [
    '02:00 Object',
    '03:00 Object',
    '04:00 Object',
    '05:00 Object',
    '05:01 Satisfaction',
    '05:02 Chat',
    '05:03 Form',
    '05:12 Satisfaction',
    '06:00 Object',
    '07:00 Object',
    '08:00 Object',
    '09:00 Object',
  ]

  test('is the events of four tables in time order', async () => {
    const { items, next } = await receiver.client.timeline(conversation)
    expect(items.map(said)).toEqual(whole)
    expect(next).toBeUndefined()
    expect(items[4]).toMatchObject({ entity: 'Satisfaction', event: { score: 1 } })
  })

  test.each([1, 2, 3, 5, 12, 50])('adds pages of %i up to the whole, in both orders', async (limit) => {
    const { timeline } = receiver.client
    const forth = await paged((cursor) => timeline(conversation, { limit, cursor }))
    expect(forth.items.map(said)).toEqual(whole)
    expect(Math.max(...forth.sizes)).toBeLessThanOrEqual(limit)
    const back = await paged((cursor) => timeline(conversation, { limit, cursor, order: 'newest' }))
    expect(back.items.map(said)).toEqual(whole.toReversed())
  })

  test('ends where the first table was cut at 1 MB', async () => {
    const { timeline } = receiver.client
    const objectId = '7000000000000002'
    const message = (hour: number) => ({
      url: 'object/onnewchild',
      body: JSON.stringify({
        payload: {
          Id: objectId,
          Message: 'x'.repeat(60_000),
          CreateDate: `08-06-2024 ${String(hour).padStart(2, '0')}:00:00`,
        },
      }),
    })
    const hours = [...Array(12).keys()]
    const scoreOfIt = JSON.stringify({ payload: { ObjectId: objectId, Score: '3' } })
    await receiver.take([...hours.map(message), { url: 'satisfaction/onsubmit', body: scoreOfIt }])
    const { sizes, items } = await paged((cursor) => timeline(objectId, { cursor }))
    expect(sizes.length).toBeGreaterThan(1)
    expect(items.map(({ entity }) => entity)).toEqual([...hours.map(() => 'Object'), 'Satisfaction'])
  })

  test('of a span has both of its ends', async () => {
    const span = { from: '2024-06-09T07:04:00.000Z', to: '2024-06-09T07:05:02.000Z' }
    const { items } = await receiver.client.timeline(conversation, span)
    expect(items.map(said)).toEqual(whole.slice(2, 6))
  })
})

describe('a cursor', () => {
  test('is safe in a URL', async () => {
    const { next } = await receiver.client.conversations.events(conversation, { limit: 1 })
    expect(next).toMatch(/^[\w-]+$/)
  })

  test('is valid only for its own question', async () => {
    const { conversations, timeline } = receiver.client
    const { next: ofEvents } = await conversations.events(conversation, { limit: 1 })
    const { next: ofTimeline } = await timeline(conversation, { limit: 1 })
    for (const ask of [
      () => conversations.events('1', { cursor: ofEvents }),
      () => conversations.inChannel('5', { cursor: ofEvents }),
      () => timeline(conversation, { cursor: ofEvents }),
      () => conversations.events(conversation, { cursor: ofTimeline }),
      () => conversations.events(conversation, { cursor: 'bm8' }),
      () => conversations.events(conversation, { cursor: '' }),
    ]) {
      await expect(ask()).rejects.toThrow(InvalidCursorError)
    }
  })
})

import { describe, expect, test } from 'vitest'
import { readClient } from '../../../shared/client/client.ts'
import { InvalidCursorError } from '../../../shared/client/cursor.ts'
import type { Order } from '../../../shared/client/question.ts'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { scriptedClient } from '../store/scripted-client.ts'

const minutesOf = { Object: [1, 4, 5, 8], Satisfaction: [2, 9], Form: [3], Chat: [5, 6, 7] }

/**
 * Tables with an event at each of these minutes, of which a page has at most so many. Of the withdrawn minutes, there are
 * only stubs.
 */
function client(mostOfPage = 100, withdrawn: readonly number[] = []) {
  const dynamoDb = scriptedClient((_, input) => {
    const { TableName, ExclusiveStartKey, ExpressionAttributeValues: values } = Object(input)
    const { ScanIndexForward, Limit = mostOfPage } = Object(input)
    const minutes = Object.entries(minutesOf).find(([name]) => name === TableName)?.[1] ?? []
    const start = ExclusiveStartKey?.record.S
    const records = minutes
      .map((minute) => `event#2024-06-09T07:0${minute}:00.000Z#${TableName}`)
      .filter((record) => record >= values[':from'].S && record <= values[':to'].S)
    if (!ScanIndexForward) records.reverse()
    const rest = records.filter((record) => !start || (ScanIndexForward ? record > start : record < start))
    const page = rest.slice(0, Math.min(Limit, mostOfPage))
    const last = rest.length > page.length ? page.at(-1) : undefined
    const key = (record: string) => ({ objectId: values[':partition'].S, record })
    return {
      Items: page.map((record) =>
        toItem({
          ...key(record),
          ...eventAt(record.slice(6, 30)),
          ...(withdrawn.includes(Number(record.slice(21, 22))) ? { withdrawnAt: '2024-06-10' } : {}),
        }),
      ),
      ...(last ? { LastEvaluatedKey: toItem(key(last)) } : {}),
    }
  })
  return readClient({ dynamoDb, tableName: (pipeline) => pipeline })
}

const eventAt = (occurredAt: string) => ({
  occurredAt,
  ...{ trigger: 't', eventId: 'e', receivedAt: occurredAt, deliveryId: 'd', month: '2024-06' },
})

type Entry = Awaited<ReturnType<ReturnType<typeof client>['timeline']>>['items'][number]
const said = ({ entity, event }: Entry) => `${event.occurredAt.slice(15, 16)} ${entity}`
// Two of one minute are in the order of their ids.
const whole = [
  ...['1 Object', '2 Satisfaction', '3 Form', '4 Object', '5 Chat', '5 Object'],
  ...['6 Chat', '7 Chat', '8 Object', '9 Satisfaction'],
]

async function pages(
  order: Order | undefined,
  limit: number | undefined,
  mostOfPage?: number,
  withdrawn?: readonly number[],
) {
  const { timeline } = client(mostOfPage, withdrawn)
  const read: string[][] = []
  let cursor: string | undefined
  do {
    const { items, next } = await timeline('07', { order, limit, cursor })
    read.push(items.map(said))
    cursor = next
  } while (cursor !== undefined && read.length < 20)
  return read
}

describe('the timeline', () => {
  test('is the events of four tables in one page, the oldest first unless another order is asked for', async () => {
    expect(await pages(undefined, undefined)).toEqual([whole])
    expect(await pages('oldest', undefined)).toEqual([whole])
    expect(await pages('newest', undefined)).toEqual([whole.toReversed()])
  })

  test.each([1, 2, 3, 4, 10, 50])('adds pages of %i up to the whole, in both orders', async (limit) => {
    const forth = await pages('oldest', limit)
    expect(forth.flat()).toEqual(whole)
    expect(Math.max(...forth.map(({ length }) => length))).toBe(Math.min(limit, whole.length))
    expect((await pages('newest', limit)).flat()).toEqual(whole.toReversed())
  })

  test('ends a page where the first table was cut', async () => {
    const forth = await pages(undefined, undefined, 2)
    expect(forth[0]).toEqual(whole.slice(0, 4))
    expect(forth.flat()).toEqual(whole)
    expect((await pages('newest', 5, 2)).flat()).toEqual(whole.toReversed())
  })

  test.each([1, 2, 3])('misses nothing if all of a page of %i was withdrawn', async (limit) => {
    const left = whole.filter((entry) => !/^[145]/.test(entry))
    expect((await pages('oldest', limit, 100, [1, 4, 5])).flat()).toEqual(left)
    expect((await pages('newest', limit, 2, [1, 4, 5])).flat()).toEqual(left.toReversed())
  })

  test('goes on if only one table has more, and ends with a page that is full', async () => {
    const left = ['1 Object', '4 Object', '8 Object']
    expect((await pages('oldest', 1, 100, [2, 3, 5, 6, 7, 9])).flat()).toEqual(left)
    expect(await pages('oldest', 10)).toEqual([whole])
  })

  test('of a span has both of its ends', async () => {
    const { items } = await client().timeline('7', {
      from: '2024-06-09T07:03',
      to: '2024-06-09T07:05:00.000Z',
    })
    expect(items.map(said)).toEqual(whole.slice(2, 6))
  })

  test('goes on only with a cursor of its own', async () => {
    const { timeline, conversations } = client()
    const { next: cursor } = await timeline('7', { limit: 1 })
    await expect(timeline('8', { cursor })).rejects.toThrow(InvalidCursorError)
    await expect(conversations.events('7', { cursor })).rejects.toThrow(InvalidCursorError)
    const { next: ofEvents } = await conversations.events('7', { limit: 1 })
    await expect(timeline('7', { cursor: ofEvents })).rejects.toThrow(InvalidCursorError)
  })
})

test('pages of a table go on after the last item, whatever the filter leaves', async () => {
  const { conversations } = client()
  const { items, next: cursor } = await conversations.events('7', { limit: 3 })
  expect(items).toHaveLength(3)
  const { items: rest, next } = await conversations.events('7', { limit: 3, cursor })
  expect(rest.map(({ occurredAt }) => occurredAt)).toEqual(['2024-06-09T07:08:00.000Z'])
  expect(next).toBeUndefined()
})

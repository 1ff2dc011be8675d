import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { putItems } from '../../../shared/dynamodb/batch.ts'
import { eventItem, eventRecord } from '../../../shared/events/event-item.ts'
import { erasedMeanwhile, eraseStored, isGone, isOfErasure } from '../../../shared/store/erase-arrived.ts'
import { erasedStub } from '../../../shared/store/erased.ts'
import { first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'

let { table, called, items } = recordedTable()
beforeEach(() => {
  ;({ table, called, items } = recordedTable())
})

const time = (second: number) => `2024-06-16T12:00:${second}.000Z`
/** An event that occurred at one second and was received at another, of a request or as its own delivery. */
function event(occurred: number, received: number, requestId: string | undefined = 'r-1') {
  const more = { receivedAt: time(received), ...(requestId ? { requestId } : {}) }
  return { ...first('Object', 'OnAssign', { Id: '1' }, more), occurredAt: time(occurred), isDated: true }
}
const events = async () => (await items()).filter(({ record }) => String(record).startsWith('event#'))

test.each<[string, JsonObject | undefined, { isGone: boolean; isOfErasure: boolean }]>([
  ['nothing', undefined, { isGone: false, isOfErasure: false }],
  ['an event', { occurredAt: time(10) }, { isGone: false, isOfErasure: false }],
  ['a reduced event', { erasedAt: time(10) }, { isGone: true, isOfErasure: true }],
  [
    'the stub of an erasure',
    { withdrawnAt: time(10), reason: 'erased' },
    { isGone: true, isOfErasure: true },
  ],
  [
    'the stub of a withdrawal',
    { withdrawnAt: time(10), reason: 'withdrawn' },
    { isGone: true, isOfErasure: false },
  ],
])('whether %s is gone, and whether by an erasure', (_, item, expected) => {
  expect({ isGone: isGone(item), isOfErasure: isOfErasure(item) }).toEqual(expected)
})

test('the stub of an event that was not stored says when it came, and that it was erased', () => {
  expect(erasedStub(table, event(20, 10))).toMatchObject({
    objectId: '1',
    record: eventRecord(event(20, 10)),
    withdrawnAt: time(10),
    reason: 'erased',
  })
})

describe('events that were received before their erasure', () => {
  test.each([{ order: [20, 40, 30] }, { order: [40, 20, 30] }, { order: [20, 30, 40] }])(
    'are erased as of the latest receipt of $order',
    async ({ order }) => {
      const received = order.map((second) => event(10, second, `r-${second}`))
      await putItems(
        table,
        received.map((each) => eventItem(each, 'objectId')),
      )
      await eraseStored(table, 'Object', '1', received)
      const stub = { withdrawnAt: time(40), reason: 'erased' }
      expect(await events()).toMatchObject([stub, stub, stub])
      for (const each of await events()) expect(each).not.toHaveProperty('pending')
    },
  )

  test('leave a stub where they are not stored only if they are dated after their receipt', async () => {
    await eraseStored(table, 'Object', '1', [
      event(20, 10, 'r-1'),
      event(10, 20, 'r-2'),
      event(10, 10, 'r-3'),
    ])
    expect(await events()).toEqual([erasedStub(table, event(20, 10, 'r-1'))])
  })
})

describe('what was erased while a consumer stored it', () => {
  test.each<[string, JsonObject, boolean]>([
    ['a stub', { withdrawnAt: time(30), reason: 'erased' }, true],
    ['a stub that is pending', { withdrawnAt: time(30), reason: 'erased', pending: true }, true],
    ['what is reduced', { erasedAt: time(30) }, true],
    ['the event', {}, false],
  ])('is seen by %s', async (_, more, isSeen) => {
    const stored = event(20, 25)
    await putItems(table, [{ ...eventItem(stored, 'objectId'), ...more }])
    expect(await erasedMeanwhile(table, [event(21, 25), stored])).toEqual(isSeen ? [stored] : [])
  })

  test('is not looked for where nothing is in doubt', async () => {
    expect(await erasedMeanwhile(table, [])).toEqual([])
    expect(called()).toEqual([])
  })
})

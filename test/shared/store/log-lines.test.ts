import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { atTime } from '../../../shared/events/event.ts'
import { logOutcomes } from '../../../shared/store/log-lines.ts'
import type { Stored } from '../../../shared/store/store.ts'
import { first } from '../events-of.ts'

const now = Date.UTC(2024, 5, 16, 12, 1)

/** The lines for what became of some events. */
function lines(outcomes: readonly Stored[], brands?: string[]) {
  const logged: unknown[] = []
  logOutcomes({ entity: 'Object', log: (entry) => logged.push(entry), brands }, outcomes, now)
  return logged
}
const assigned = (more: Partial<Delivery> = {}) =>
  first('Object', 'OnAssign', { Id: '1', StreamId: '2', Remarks: 'x' }, more)
/** A flat message: the time that it says may be the conversation's. */
const message = (second: number, CreateDate: string) =>
  first(
    'Object',
    'OnNewChild',
    { Id: '1', Message: 'x', CreateDate },
    { deliveryId: 'd', receivedAt: `2024-06-16T12:00:0${second}.000Z` },
  )
const change = (CreateDate: string, deliveryId: string) => {
  const Activity = { Id: '7', Type: '2', Data: { statusId: 1 }, CreateDate }
  return first('Object', 'OnNewActivity', { Id: '1', Activities: { Activity } }, { deliveryId })
}
const failed = (name: string, deliveryId: string): Stored => ({
  event: assigned({ deliveryId }),
  result: 'failed',
  error: Object.assign(new Error('secret'), { name }),
})
const about = { entity: 'Object', trigger: 'OnAssign' }

test('no events have no line', () => {
  expect(lines([])).toEqual([])
})

test('events that failed alike have one line, which says why and of which deliveries, each once', () => {
  const outcomes = [failed('A', 'd1'), failed('B', 'd2'), failed('A', 'd3'), failed('A', 'd1')]
  expect(lines(outcomes)).toEqual([
    { level: 'error', message: 'not stored', error: 'A', ...about, deliveryIds: ['d1', 'd3'] },
    { level: 'error', message: 'not stored', error: 'B', ...about, deliveryIds: ['d2'] },
  ])
})

test('stored events are counted by trigger and brand, with the age of the oldest receipt', () => {
  const of = (deliveryId: string, more: Partial<Delivery> = {}): Stored => ({
    event: assigned({ deliveryId, ...more }),
    result: 'stored',
  })
  const outcomes: Stored[] = [
    of('d1'),
    of('d2', { receivedAt: '2024-06-16T12:00:30.000Z' }),
    { event: assigned({ deliveryId: 'd3', brand: 'acme' }), result: 'stored', isOfOtherBrand: true },
    { event: first('Object', 'OnUnAssign', { Id: '1', StreamId: '2', Remarks: 'x' }), result: 'stored' },
  ]
  const line = { level: 'info', message: 'stored', ...about }
  expect(lines(outcomes, ['acme'])).toEqual([
    { ...line, deliveryIds: ['d1', 'd2'], metrics: { Stored: 2, AgeToStored: 60_000 } },
    {
      ...line,
      brand: 'acme',
      deliveryIds: ['d3'],
      metrics: { Stored: 1, AgeToStored: 60_000, BrandConflicts: 1 },
    },
    {
      ...line,
      trigger: 'OnUnAssign',
      deliveryIds: ['delivery-1'],
      metrics: { Stored: 1, AgeToStored: 60_000 },
    },
  ])
})

test.each([
  { result: 'repeated', metrics: { Repeated: 2 } },
  { result: 'withdrawn', metrics: { Withdrawn: 2 } },
] as const)('events that are $result are counted, and no sign of theirs is logged', ({ result, metrics }) => {
  const event = first('Object', 'OnAssign', { Id: '1' })
  expect(
    lines([
      { event, result },
      { event, result },
    ]),
  ).toEqual([{ level: 'info', message: result, ...about, deliveryIds: ['delivery-1'], metrics }])
})

describe('stored events show what is wrong with a subscription', () => {
  const signsOf = (...events: Stored['event'][]) => {
    const [line] = lines(events.map((event): Stored => ({ event, result: 'stored' })))
    const { onlyIds, clockAheadMs }: JsonObject = Object(line)
    return { onlyIds, clockAheadMs }
  }
  const none = { onlyIds: undefined, clockAheadMs: undefined }
  const ids = first('Object', 'OnAssign', { Id: '1', StreamId: '2' })
  test.each([
    { shows: 'nothing, undated with more than ids', of: [assigned()], signs: none },
    { shows: 'how many have only ids', of: [assigned(), ids, ids], signs: { ...none, onlyIds: 2 } },
    {
      shows: "by how much CommBox's latest time is behind",
      of: [change('16-06-2024 11:59:50', 'd'), change('16-06-2024 11:59:58', 'e')],
      signs: { ...none, clockAheadMs: -2000 },
    },
    {
      shows: "by how much a flat message's time is ahead",
      of: [message(0, '16-06-2024 12:00:05'), message(3, '16-06-2024 12:00:05')],
      signs: { ...none, clockAheadMs: 5000 },
    },
    {
      shows: 'nothing by a flat message of its receipt that was received before',
      of: [
        atTime({ ...message(5, '16-06-2024 12:00:05'), needsFirstReceipt: true }, '2024-06-16T12:00:01.000Z'),
      ],
      signs: none,
    },
    {
      shows: 'nothing by a flat message that may be old',
      of: [message(0, '16-06-2024 11:00:00')],
      signs: none,
    },
  ])('$shows', ({ of, signs }) => {
    expect(signsOf(...of)).toEqual(signs)
  })

  test('and how many have an activity type that is not known', () => {
    const Activity = { Id: '7', Type: '99', Data: {}, CreateDate: '16-06-2024 11:59:50' }
    const event = first('Object', 'OnNewActivity', { Id: '1', Activities: { Activity } })
    const known = change('16-06-2024 11:59:50', 'd')
    expect(lines([event, known].map((each): Stored => ({ event: each, result: 'stored' })))).toMatchObject([
      { metrics: { Stored: 2, UnknownActivityTypes: 1 } },
    ])
  })
})

import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../shared/commbox/json.ts'
import { attributesOf, eventsIn, first, issuesOf, received, stateAfter } from '../../events-of.ts'

const remark = { Id: '5', Type: '1', Data: { text: 'a' }, CreateDate: '09-06-2024 07:32:00' }
const status = { Id: '6', Type: '2', Data: { statusId: 2 }, CreateDate: '09-06-2024 07:33:15' }
const payload = (Activity: Json) => ({ Activities: { Activity }, Id: '1', StreamId: '24569' })

test('one activity is an object, several are an array, and each is an event of its own', () => {
  expect(eventsIn('Object', 'OnNewActivity', payload(remark))).toHaveLength(1)
  const events = eventsIn('Object', 'OnNewActivity', payload([remark, status]))
  expect(events.map((event) => event.payload)).toEqual([payload(remark), payload(status)])
  expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
    '2024-06-09T07:32:00.000Z',
    '2024-06-09T07:33:15.000Z',
  ])
  expect(events.map(({ eventId }) => eventId.split('.')[0])).toEqual(['5', '6'])
})

describe('an activity is one event', () => {
  const { eventId } = first('Object', 'OnNewActivity', payload(remark))

  test.each<[string, Json]>([
    ['by itself in an array', [remark]],
    ['with its id as a number', { ...remark, Id: 5, Type: 1 }],
    ['with its data as text', { ...remark, Data: '{"text": "a"}' }],
    [
      'with members in another order',
      { CreateDate: remark.CreateDate, Data: remark.Data, Type: '1', Id: '5' },
    ],
    ['of another request', { ...remark, requestId: 'another' }],
  ])('%s', (_how, Activity) => {
    expect(first('Object', 'OnNewActivity', payload(Activity)).eventId).toBe(eventId)
  })

  test('among others it is the same event as on its own', () => {
    const ids = eventsIn('Object', 'OnNewActivity', payload([status, remark])).map((event) => event.eventId)
    expect(ids).toContain(eventId)
  })
})

describe('two events of one activity: both have its id, and one state comes of them', () => {
  const move = { ...remark, Type: '5', Data: { newObjectStreamName: 'Chat Payments' } }
  const { CreateDate: _date, ...undated } = move

  test.each<[string, JsonObject]>([
    ['another channel around it', { ...payload(move), StreamId: '15802', SubStreamId: '3' }],
    ['nothing around it', { Activities: { Activity: move }, Id: '1' }],
    ['no data in it', payload({ ...move, Data: '' })],
    ['no date in it', payload(undated)],
    ['no date in it and another channel around it', { ...payload(undated), StreamId: '15802' }],
  ])('%s', (_how, other) => {
    for (const Activity of [move, undated]) {
      const events = [
        first('Object', 'OnNewActivity', payload(Activity)),
        first('Object', 'OnNewActivity', other),
      ]
      expect(events.map((event) => attributesOf(event).activityId)).toEqual(['5', '5'])
      stateAfter('Object', ...events)
    }
    expect(first('Object', 'OnNewActivity', other).eventId).not.toBe(
      first('Object', 'OnNewActivity', payload(move)).eventId,
    )
  })
})

describe('without an id', () => {
  const { Id: _id, ...anonymous } = remark

  test.each([anonymous, { ...remark, Id: '0' }, { ...remark, Id: '' }])(
    '%j is as many events as deliveries',
    (a) => {
      expect(first('Object', 'OnNewActivity', payload(a)).identity).toBe('delivery')
    },
  )

  test.each([
    ['dated alike', '16-06-2024 11:59:00'],
    ['undated', ''],
  ])('eleven, %s, count in the order of the delivery', (_how, CreateDate) => {
    const statuses = [1, 2, 1, 3, 1, 8, 1, 9, 1, 14, 15]
    const activities = statuses.map((statusId) => ({ Type: '2', Data: { statusId }, CreateDate }))
    const events = eventsIn('Object', 'OnNewActivity', payload(activities))
    expect(events.map((event) => event.eventId)).toEqual(events.map((event) => event.eventId).toSorted())
    expect(stateAfter('Object', ...events)).toMatchObject({ statusId: '15' })
  })

  test('a request is known by its id', () => {
    expect(first('Object', 'OnNewActivity', payload(anonymous), { requestId: 'r' }).identity).toBe('request')
  })
})

test('a time that cannot be read is that of receipt', () => {
  const event = first('Object', 'OnNewActivity', payload({ ...remark, CreateDate: '31-02-2024 00:00:00' }))
  expect(event).toMatchObject({ occurredAt: received, isDated: false })
})

test.each(['', null, {}, { Activity: '' }, { Activity: [] }])(
  'without an activity (%j) it says the channel',
  (none) => {
    const events = eventsIn('Object', 'OnNewActivity', { Activities: none, Id: '1', StreamId: '24569' })
    expect(events).toHaveLength(1)
    expect(stateAfter('Object', ...events)).toMatchObject({ streamId: '24569' })
  },
)

test('an element that is no object does not give its content to another', () => {
  const events = eventsIn('Object', 'OnNewActivity', payload([[], remark, status]))
  expect(events.map(({ ownId, payload: stored }) => [ownId, stored])).toEqual([
    ['5', payload([remark, []])],
    ['6', payload(status)],
  ])
})

test('an issue has the path of what is wrong', () => {
  expect(issuesOf('Object', 'OnNewActivity', { Activities: { Activity: remark } })).toEqual([
    { path: 'Id', expected: 'a value', received: 'nothing' },
  ])
})

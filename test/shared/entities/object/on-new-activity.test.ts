import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../shared/commbox/json.ts'
import { first, issuesOf, received, stateAfter, told } from '../../told.ts'

const remark = { Id: '5', Type: '1', Data: { text: 'a' }, CreateDate: '09-06-2024 07:32:00' }
const status = { Id: '6', Type: '2', Data: { statusId: 2 }, CreateDate: '09-06-2024 07:33:15' }
const payload = (Activity: Json) => ({ Activities: { Activity }, Id: '1', StreamId: '24569' })

test('one activity is an object, several are an array, and each is an event of its own', () => {
  expect(told('Object', 'OnNewActivity', payload(remark))).toHaveLength(1)
  const events = told('Object', 'OnNewActivity', payload([remark, status]))
  expect(events.map(({ content }) => content)).toEqual([remark, status])
  expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
    '2024-06-09T07:32:00.000Z',
    '2024-06-09T07:33:15.000Z',
  ])
  expect(events.map(({ eventId }) => eventId.split('.')[0])).toEqual(['5', '6'])
})

describe('an activity is one event', () => {
  const { eventId } = first('Object', 'OnNewActivity', payload(remark))

  test.each<[string, Json]>([
    ['alone in an array', [remark]],
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

  test('told to another channel', () => {
    const elsewhere = { ...payload(remark), StreamId: '15802', SubStreamId: '3' }
    expect(first('Object', 'OnNewActivity', elsewhere).eventId).toBe(eventId)
  })

  test('told without its data it is another draft of the same id', () => {
    const { Data: _data, ...slim } = remark
    const told = first('Object', 'OnNewActivity', payload(slim)).eventId
    expect(told).not.toBe(eventId)
    expect(told).toMatch(/^5\./)
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

  test('a request tells it', () => {
    expect(first('Object', 'OnNewActivity', payload(anonymous), { requestId: 'r' }).identity).toBe('request')
  })
})

test('a time that cannot be read is that of receipt', () => {
  const event = first('Object', 'OnNewActivity', payload({ ...remark, CreateDate: '31-02-2024 00:00:00' }))
  expect(event).toMatchObject({ occurredAt: received, isDated: false })
})

test.each(['', null, {}, { Activity: '' }, { Activity: [] }])(
  'without an activity (%j) it tells the channel',
  (none) => {
    const events = told('Object', 'OnNewActivity', { Activities: none, Id: '1', StreamId: '24569' })
    expect(events).toHaveLength(1)
    expect(stateAfter('Object', ...events)).toMatchObject({ streamId: '24569' })
  },
)

test('an element that is no object does not give its content to another', () => {
  const events = told('Object', 'OnNewActivity', payload([[], remark]))
  expect(events.find(({ ownId }) => ownId === '5')?.content).toEqual(remark)
})

test('what is wrong is told with its place', () => {
  expect(issuesOf('Object', 'OnNewActivity', { Activities: { Activity: remark } })).toEqual([
    { path: 'Id', expected: 'a value', received: 'nothing' },
  ])
})

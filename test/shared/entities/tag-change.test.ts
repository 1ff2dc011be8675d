import { describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/commbox/json.ts'
import { stateAfter, told } from '../told.ts'

// Users and conversations read changes of tags alike; a user's payload is the smaller one.
const changed = (Tag: Json) => told('User', 'OnUpdateTag', { Id: '1', Tags: { Tag } })

describe('the action', () => {
  test.each(['Add', 'add', 'ADD', 'Added', ' Add '])('%j puts the tag on', (Action) => {
    const events = changed({ Id: '5', Action })
    expect(stateAfter('User', ...events).tagIds).toEqual(['5'])
    expect(events[0]?.attributes?.('')).toEqual({ tagId: '5', action: 'add' })
  })

  test.each(['Remove', 'removed', 'Delete'])('%j takes it off', (Action) => {
    const events = [...changed({ Id: '5', Action: 'Add' }), ...changed({ Id: '5', Action })]
    const later = events.map((event, second) => ({
      ...event,
      occurredAt: `2024-06-16T12:00:0${second}.000Z`,
    }))
    expect(stateAfter('User', ...later)).not.toHaveProperty('tagIds')
    expect(events[1]?.attributes?.('')).toEqual({ tagId: '5', action: 'remove' })
  })

  test.each(['', 'Paint', null])('%j says nothing about the tag, and is an event all the same', (Action) => {
    const events = changed({ Id: '5', Action })
    expect(events).toHaveLength(1)
    expect(stateAfter('User', ...events)).not.toHaveProperty('tagIds')
  })
})

test('one element is an object, several are an array, and each is an event', () => {
  expect(changed({ Id: '5', Action: 'Add' })).toHaveLength(1)
  const events = changed([
    { Id: '5', Action: 'Add' },
    { Id: 9007199254740991, Action: 'Add', Name: 'VIP' },
  ])
  expect(events.map(({ eventId }) => eventId)).toEqual(['delivery-1', 'delivery-1.1'])
  expect(events.map(({ content }) => content)).toEqual([
    { Id: '5', Action: 'Add' },
    { Id: 9007199254740991, Action: 'Add', Name: 'VIP' },
  ])
  expect(stateAfter('User', ...events)).toMatchObject({
    tagIds: ['5', '9007199254740991'],
    tags: { 5: {}, 9007199254740991: { name: 'VIP' } },
  })
})

test.each(['', null, { Tag: '' }, {}, { Tag: [] }])(
  'without tags (%j) it is an event that says nothing',
  (Tags) => {
    const events = told('User', 'OnUpdateTag', { Id: '1', Tags })
    expect(events).toHaveLength(1)
    expect(stateAfter('User', ...events)).not.toHaveProperty('tagIds')
  },
)

test('a tag without an id is an event that says nothing', () => {
  const events = changed({ Id: '0', Action: 'Add' })
  expect(events).toHaveLength(1)
  expect(stateAfter('User', ...events)).not.toHaveProperty('tagIds')
})

import { describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/commbox/json.ts'
import { at, attributesOf, eventsIn, stateAfter } from '../events-of.ts'

// Users and conversations read changes of tags alike; a user's payload is the smaller one.
const changed = (Tag: Json, minute = '00') =>
  eventsIn('User', 'OnUpdateTag', { Id: '1', Tags: { Tag } }, at(minute))

describe('the action', () => {
  test.each(['Add', 'add', 'ADD', 'Added', ' Add '])('%j puts the tag on', (Action) => {
    const events = changed({ Id: '5', Action })
    expect(stateAfter('User', ...events).tagIds).toEqual(['5'])
    expect(events.map(attributesOf)).toEqual([{ tagId: '5', action: 'add' }])
  })

  test.each(['Remove', 'removed', 'Delete'])('%j takes it off', (Action) => {
    const removal = changed({ Id: '5', Action }, '01')
    expect(stateAfter('User', ...changed({ Id: '5', Action: 'Add' }), ...removal)).not.toHaveProperty(
      'tagIds',
    )
    expect(removal.map(attributesOf)).toEqual([{ tagId: '5', action: 'remove' }])
  })

  test.each(['', 'Paint', 'Readd', 'Unremove', null])(
    '%j says nothing about the tag, and is an event all the same',
    (Action) => {
      const events = changed({ Id: '5', Action }, '01')
      expect(events.map(attributesOf)).toEqual([{ tagId: '5' }])
      expect(stateAfter('User', ...events)).not.toHaveProperty('tagIds')
      expect(stateAfter('User', ...changed({ Id: '5', Action: 'Add' }), ...events).tagIds).toEqual(['5'])
    },
  )
})

test('one element is an object, several are an array, and each is an event', () => {
  expect(changed({ Id: '5', Action: 'Add' })).toHaveLength(1)
  const tags = [
    { Id: '5', Action: 'Add' },
    { Id: 9007199254740991, Action: 'Add', Name: 'VIP' },
  ]
  const events = changed(tags)
  const { deliveryId } = at('00')
  expect(events.map(({ eventId }) => eventId)).toEqual([`${deliveryId}.000`, `${deliveryId}.001`])
  expect(events.map(({ payload }) => payload)).toEqual(tags.map((Tag) => ({ Id: '1', Tags: { Tag } })))
  expect(stateAfter('User', ...events)).toMatchObject({
    tagIds: ['5', '9007199254740991'],
    tags: { 5: {}, 9007199254740991: { name: 'VIP' } },
  })
})

describe('tags of one delivery count in its order', () => {
  const add = { Id: '5', Action: 'Add' }
  const remove = { Id: '5', Action: 'Remove' }
  /** Eleven changes, of which the one at place 2 and the one at place 10 are of tag 5. */
  const eleven = (second: Json, tenth: Json) =>
    Array.from({ length: 11 }, (_, place) =>
      place === 2 ? second : place === 10 ? tenth : { Id: `${100 + place}`, Action: 'Add' },
    )

  test.each([
    ['two', [add, remove], false],
    ['two', [remove, add], true],
    ['eleven', eleven(add, remove), false],
    ['eleven', eleven(remove, add), true],
  ])('%s: the last one decides', (_count, tags, isHeld) => {
    for (const more of [at('00'), { ...at('00'), requestId: '7d2f6c1a-55aa-4c1e-9d0b-000000000001' }]) {
      const { tagIds = [] } = stateAfter(
        'User',
        ...eventsIn('User', 'OnUpdateTag', { Id: '1', Tags: { Tag: tags } }, more),
      )
      expect(tagIds).toEqual(isHeld ? expect.arrayContaining(['5']) : expect.not.arrayContaining(['5']))
    }
  })
})

test.each(['', null, { Tag: '' }, {}, { Tag: [] }])(
  'without tags (%j) it is an event that says nothing',
  (Tags) => {
    const events = eventsIn('User', 'OnUpdateTag', { Id: '1', Tags })
    expect(events).toHaveLength(1)
    expect(stateAfter('User', ...events)).not.toHaveProperty('tagIds')
  },
)

test('a tag without an id is an event that says nothing', () => {
  const events = changed({ Id: '0', Action: 'Add' })
  expect(events).toHaveLength(1)
  expect(stateAfter('User', ...events)).not.toHaveProperty('tagIds')
})

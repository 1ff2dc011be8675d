import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { eventsIn, stateAfter } from '../events-of.ts'

const activity = { Id: '7', Type: '2', CreateDate: '09-06-2024 07:28:47', Data: { newStatus: '2' } }
const other = { ...activity, Id: '8', CreateDate: '09-06-2024 07:28:48', Data: { newStatus: '1' } }

/** A repeated element of a trigger: its wrapper, its name, and two of it. */
const repeated: [Entity, string, string, string, [JsonObject, JsonObject]][] = [
  ['Object', 'OnNewActivity', 'Activities', 'Activity', [activity, other]],
  [
    'Object',
    'OnNewChild',
    'Children',
    'Child',
    [
      { Id: '5', Message: 'a' },
      { Id: '6', Message: 'b' },
    ],
  ],
  [
    'Object',
    'OnUpdateTag',
    'Tags',
    'Tag',
    [
      { Id: '5', Action: 'Add' },
      { Id: '6', Action: 'Add' },
    ],
  ],
  [
    'User',
    'OnUpdateTag',
    'Tags',
    'Tag',
    [
      { Id: '5', Action: 'Add' },
      { Id: '6', Action: 'Add' },
    ],
  ],
]

describe.each(repeated)('%s %s', (entity, trigger, wrapper, name, elements) => {
  const events = (list: Json) => eventsIn(entity, trigger, { Id: '1', [wrapper]: list })
  const documented = events({ [name]: elements })
  const text = JSON.stringify(elements)

  test.each<[string, Json]>([
    ['a bare list', elements],
    ['a bare list as JSON text', text],
    ['the whole as JSON text', JSON.stringify({ [name]: elements })],
    ['the elements as JSON text', { [name]: text }],
    ['a list of wrappers with an element each', elements.map((element) => ({ [name]: element }))],
    ['a wrapper with both in a list', [{ [name]: elements }]],
    ['each element as JSON text', { [name]: elements.map((element) => JSON.stringify(element)) }],
  ])('says the same in every certain form: %s', (_form, list) => {
    expect(documented).toHaveLength(2)
    expect(events(list).map(({ eventId }) => eventId)).toEqual(documented.map(({ eventId }) => eventId))
    expect(stateAfter(entity, ...events(list))).toEqual(stateAfter(entity, ...documented))
  })

  test.each<[Json]>([
    [''],
    [null],
    [{}],
    [[]],
    ['null'],
    ['{}'],
    [{ [name]: '' }],
    [{ [name]: [] }],
    [{ [name]: null }],
  ])('%j is nothing: an event without elements, and no drift', (list) => {
    const [event, ...others] = events(list)
    expect(others).toEqual([])
    expect(event).not.toHaveProperty('drift')
  })

  test.each<[Json]>([
    ['words'],
    [5],
    [['words']],
    [{ Other: elements }],
    [{ [name]: 'words' }],
    [{ [name]: [7] }],
  ])('%j cannot be read with certainty: it is stored as one event, and counted as drift', (list) => {
    expect(events(list)).toMatchObject([{ drift: 'unread-list', payload: { [wrapper]: list } }])
  })

  test('what cannot be read beside elements is kept with the first, and counted once', () => {
    const drifts = events({ [name]: [...elements, 'words'] }).map(({ drift }) => drift)
    expect(drifts).toEqual(['unread-list', undefined])
    const wrapped = events([...elements.map((element) => ({ [name]: element })), { [name]: 'words' }])
    expect(wrapped.map(({ drift }) => drift)).toEqual(['unread-list', undefined])
    expect(wrapped[0]?.payload).toMatchObject({ [wrapper]: [elements[0], 'words'] })
  })
})

import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { driftIn } from '../../../shared/entities/drift.ts'
import { definitions } from '../../../shared/entities/registry.ts'
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
  const definition = definitions[entity].triggers[trigger] ?? expect.fail('no such trigger')
  const drift = (list: Json) => driftIn(definition, { Id: '1', [wrapper]: list }).map(({ path }) => path)
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
    expect(events(list)).toHaveLength(1)
    expect(drift(list)).toEqual([])
  })

  test.each<[Json]>([
    ['words'],
    [5],
    [['words']],
    [{ Other: elements }],
    [{ [name]: 'words' }],
    [{ [name]: [7] }],
  ])('%j cannot be read with certainty: it is stored as one event, and counted as drift', (list) => {
    expect(events(list)).toMatchObject([{ payload: { [wrapper]: list } }])
    expect(drift(list)).toEqual([expect.stringContaining(wrapper)])
  })

  test('what cannot be read beside elements is kept with the first, and counted once', () => {
    const [one, another] = elements
    const beside = [...elements, 'words']
    const wrapped = [{ [name]: one }, { [name]: another }, { [name]: 'words' }]
    for (const list of [{ [name]: beside }, wrapped]) {
      const at = `${wrapper}.${name}`
      expect(drift(list).filter((path) => path === at)).toEqual([at])
    }
    expect(events(wrapped)[0]?.payload).toMatchObject({ [wrapper]: [elements[0], 'words'] })
  })
})

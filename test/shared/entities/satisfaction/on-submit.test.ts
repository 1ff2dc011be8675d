import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../shared/commbox/json.ts'
import { at, attributesOf, first, issuesOf, received, stateAfter } from '../../events-of.ts'

const submit = (payload: JsonObject, minute = '00') =>
  first('Satisfaction', 'OnSubmit', { ObjectId: '3377699720568738', ...payload }, at(minute))

test('a score is a number', () => {
  const event = submit({ Score: '50', Description: 'good' })
  expect(attributesOf(event)).toEqual({ score: 50, description: 'good', month: '2024-06' })
  expect(stateAfter('Satisfaction', event)).toMatchObject({
    objectId: '3377699720568738',
    score: 50,
    description: 'good',
    submittedAt: received,
  })
})

test.each<[Json]>([['4/5'], ['good'], ['80%']])('a score of %j is no number: it is kept as text', (Score) => {
  const event = submit({ Score, Description: 'slow' })
  expect(attributesOf(event)).toMatchObject({ scoreText: Score, description: 'slow' })
  expect(attributesOf(event)).not.toHaveProperty('score')
  const state = stateAfter('Satisfaction', event, submit({ Score: 100 }, '01'))
  expect(state).toMatchObject({ score: 100 })
  for (const name of ['scoreText', 'description']) expect(state).not.toHaveProperty(name)
})

describe('every answer is an event, and the state shows the latest one that says anything, whole', () => {
  const low = () => submit({ Score: '20', Description: 'waited far too long' }, '01')
  const high = () => submit({ Score: '100' }, '02')
  const slim = () => submit({}, '03')

  test('the second one has no description', () => {
    expect(high().eventId).not.toBe(low().eventId)
    const state = stateAfter('Satisfaction', low(), high(), slim())
    expect(state).toMatchObject({ score: 100, submittedAt: high().occurredAt, updatedAt: slim().occurredAt })
    expect(state).not.toHaveProperty('description')
  })

  test('the second one has an empty description', () => {
    const empty = submit({ Score: 0, Description: '' }, '02')
    const state = stateAfter('Satisfaction', low(), empty)
    expect(state).toMatchObject({ score: 0, submittedAt: empty.occurredAt })
    expect(state).not.toHaveProperty('description')
  })

  test('the second one has a score that is no number', () => {
    const state = stateAfter('Satisfaction', low(), submit({ Score: '4/5' }, '02'))
    expect(state).toMatchObject({ scoreText: '4/5' })
    for (const name of ['score', 'description']) expect(state).not.toHaveProperty(name)
  })

  test('one with the id only is an answer of which nothing is known', () => {
    expect(stateAfter('Satisfaction', slim())).toMatchObject({ submittedAt: slim().occurredAt })
  })
})

test.each<[Json]>([[true], [{ points: 5 }], [null]])(
  'a score of %j is neither a number nor a text',
  (Score) => {
    expect(attributesOf(submit({ Score }))).toEqual({ month: '2024-06' })
  },
)

test('only the conversation is required', () => {
  expect(issuesOf('Satisfaction', 'OnSubmit', { ObjectId: '1' })).toEqual([])
  expect(issuesOf('Satisfaction', 'OnSubmit', { Score: '50' })).toEqual([
    { path: 'ObjectId', expected: 'a value', received: 'nothing' },
  ])
})

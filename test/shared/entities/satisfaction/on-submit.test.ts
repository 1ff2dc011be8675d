import { expect, test } from 'vitest'
import { first, issuesOf, received, stateAfter } from '../../told.ts'

const later = { receivedAt: '2024-07-01T00:00:00.000Z', deliveryId: 'delivery-2' }

test('a score is a number', () => {
  const event = first('Satisfaction', 'OnSubmit', {
    Score: '50',
    Description: 'good',
    ObjectId: '3377699720568738',
  })
  expect(event.attributes?.(received)).toMatchObject({ score: 50, description: 'good' })
  expect(stateAfter('Satisfaction', event)).toMatchObject({
    objectId: '3377699720568738',
    score: 50,
    description: 'good',
    submittedAt: received,
  })
})

test('every answer is an event, and the state shows the latest', () => {
  const one = first('Satisfaction', 'OnSubmit', { Score: 50, Description: 'good', ObjectId: '1' })
  const other = first('Satisfaction', 'OnSubmit', { Score: 0, Description: '', ObjectId: '1' }, later)
  expect(other.eventId).not.toBe(one.eventId)
  const state = stateAfter('Satisfaction', other, one)
  expect(state).toMatchObject({ score: 0, submittedAt: later.receivedAt })
  expect(state).not.toHaveProperty('description')
})

test('a score that is no number is stored all the same, as an event without one', () => {
  const event = first('Satisfaction', 'OnSubmit', { Score: 'good', ObjectId: '1' })
  expect(event.attributes?.(received)?.score).toBeUndefined()
})

test('only the conversation is required', () => {
  expect(issuesOf('Satisfaction', 'OnSubmit', { ObjectId: '1' })).toEqual([])
  expect(issuesOf('Satisfaction', 'OnSubmit', { Score: '50' })).toEqual([
    { path: 'ObjectId', expected: 'a value', received: 'nothing' },
  ])
})

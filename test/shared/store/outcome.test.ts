import { describe, expect, test } from 'vitest'
import { outcomeOf, quarantinedRecord, unreadable } from '../../../shared/store/outcome.ts'
import type { Stored } from '../../../shared/store/store.ts'
import { first } from '../events-of.ts'

const failed = (name: string): Stored => ({
  event: first('Object', 'OnAssign', { Id: '1' }),
  result: 'failed',
  error: Object.assign(new Error(), { name }),
})
const stored = (): Stored => ({ event: first('Object', 'OnAssign', { Id: '1' }), result: 'stored' })

describe('the outcome of a record', () => {
  test.each([
    { of: 'no events', make: () => [], outcome: 'done' },
    { of: 'an event that is stored', make: () => [stored()], outcome: 'done' },
    { of: 'an event without an answer', make: () => [undefined], outcome: 'retry' },
    { of: 'a throttled event', make: () => [failed('ThrottlingException')], outcome: 'retry' },
    {
      of: 'one event that DynamoDB never takes and one that may pass another time',
      make: () => [failed('ValidationException'), failed('ThrottlingException')],
      outcome: 'retry',
    },
    {
      of: 'one event that DynamoDB never takes and one without an answer',
      make: () => [failed('ValidationException'), undefined],
      outcome: 'retry',
    },
  ])('of $of is $outcome', ({ make, outcome }) => {
    expect(outcomeOf(make())).toBe(outcome)
  })

  test.each(['ValidationException', 'SerializationException', 'ItemCollectionSizeLimitExceededException'])(
    'of an event that DynamoDB refuses by %s, beside one that is stored, is quarantine',
    (name) => {
      expect(outcomeOf([stored(), failed(name)])).toEqual({
        reason: 'not-storable',
        issues: [{ path: '', expected: 'an item that DynamoDB takes', received: 'another' }],
      })
    },
  )
})

describe('a message in quarantine', () => {
  const message = { body: '{}', messageId: 'm1', attributes: { SentTimestamp: '1717918127000' } }
  const now = Date.UTC(2025, 0, 1)
  const ofMessage = {
    version: 1,
    deliveryId: 'm1',
    receivedAt: '2024-06-09T07:28:47.000Z',
    reason: 'unreadable-message',
    issues: [{ path: '', expected: 'a delivery of Object', received: 'another message' }],
    path: '',
    body: '{}',
    entity: 'Object',
  }

  test('that is no delivery has the id and the time that the queue gave it', () => {
    expect(quarantinedRecord(message, undefined, unreadable('Object'), 'Object', now)).toEqual(ofMessage)
  })

  test('whose time the queue does not say has the time of now', () => {
    const untimed = { ...message, attributes: { SentTimestamp: '' } }
    expect(quarantinedRecord(untimed, undefined, unreadable('Object'), 'Object', now)).toEqual({
      ...ofMessage,
      receivedAt: '2025-01-01T00:00:00.000Z',
    })
  })

  test.each([{}, { brand: 'acme' }])('that is a delivery has what that says: %o', (more) => {
    const delivery = {
      version: 1,
      deliveryId: 'd1',
      receivedAt: '2024-06-16T12:00:00.000Z',
      entity: 'User',
      trigger: 'OnUpdate',
      payload: {},
      ...more,
    } as const
    expect(quarantinedRecord(message, delivery, unreadable('Object'), 'Object', now)).toEqual({
      ...ofMessage,
      deliveryId: 'd1',
      receivedAt: '2024-06-16T12:00:00.000Z',
      entity: 'User',
      trigger: 'OnUpdate',
      ...more,
    })
  })
})

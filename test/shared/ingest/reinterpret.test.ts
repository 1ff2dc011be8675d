import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import type { Event } from '../../../shared/events/event.ts'
import { largestBody } from '../../../shared/events/large-bodies.ts'
import { reinterpret } from '../../../shared/ingest/reinterpret.ts'
import { eventsIn, received } from '../events-of.ts'

const conversation = { Id: '501', StreamId: '24569' }

/** An event that was posted to the URL of assignments. */
function assigned(more: Partial<Delivery> = {}, payload: JsonObject = conversation): Event {
  return eventsIn('Object', 'OnAssign', payload, more)[0] ?? expect.fail('no event')
}

const unassign = { entity: 'object', trigger: 'on-unassign' }

/** What the event is as one of an un-assignment. */
function deliveryOf(event: Event): Delivery {
  const result = reinterpret(event, unassign)
  return result.kind === 'accepted' ? result.delivery : expect.fail(JSON.stringify(result))
}

describe('a stored event whose URL was another', () => {
  test('is a delivery of the right trigger, with an id of its own', () => {
    expect(reinterpret(assigned(), unassign)).toEqual({
      kind: 'accepted',
      isWrapperLarge: false,
      delivery: {
        version: 1,
        deliveryId: 'delivery-1.r1',
        receivedAt: received,
        entity: 'Object',
        trigger: 'OnUnAssign',
        payload: conversation,
      },
    })
  })

  test('is one of another entity, also if its trigger has the same name', () => {
    const [event = expect.fail('no event')] = eventsIn('Object', 'OnNew', conversation)
    expect(reinterpret(event, { entity: 'user', trigger: 'on-new' })).toMatchObject({
      kind: 'accepted',
      delivery: { entity: 'User', trigger: 'OnNew', payload: conversation },
    })
  })

  test('keeps its brand, its envelope and the id of its request', () => {
    const about = { brand: 'acme', envelope: { EventTime: '1' }, requestId: '0d6f1c1e' }
    expect(deliveryOf(assigned(about))).toMatchObject({ ...about, deliveryId: 'delivery-1.r1' })
    const payload = { ...conversation, requestId: 'own' }
    expect(deliveryOf(assigned({ requestId: 'own' }, payload)).requestId).toBe('own')
  })

  test('keeps the time of its first receipt, unless CommBox dated it', () => {
    const occurredAt = '2024-06-16T11:00:00.000Z'
    expect(deliveryOf({ ...assigned(), occurredAt }).receivedAt).toBe(occurredAt)
    expect(deliveryOf({ ...assigned(), occurredAt, isDated: true }).receivedAt).toBe(received)
  })

  test.each([
    ['a first element', 'd', 0, 'd.r1', 'q'],
    ['a second element', 'd', 1, 'd.r1_001', 'q.001'],
    ['the element at 499', 'd', 499, 'd.r1_499', 'q.499'],
    ['one that was reinterpreted', 'delivery.r1', 0, 'delivery.r2', 'q'],
    ['one that was nine times', 'd.r9', 0, 'd.r10', 'q'],
    ['one that was ten times', 'd.r10', 0, 'd.r11', 'q'],
    ['a second element that was reinterpreted', 'd.r1_001', 0, 'd.r2_001', 'q.001'],
    ['an element of such', 'd.r1_001_002', 3, 'd.r2_001_002_003', 'q.001.002.003'],
    ['a part of a delivery', 'd.p2', 1, 'd.p2.r1_001', 'q.001'],
    ['one whose own id looks like it', 'd.r1x', 0, 'd.r1x.r1', 'q'],
    ['one whose own id has such inside', 'd.r1.p3', 0, 'd.r1.p3.r1', 'q'],
  ])('%s has an id that is always the same: %s, %d', (_what, deliveryId, place, id, requestId) => {
    const event = { ...assigned({ deliveryId, requestId: 'q' }), place }
    expect(deliveryOf(event)).toMatchObject({ deliveryId: id, requestId })
  })
})

test.each([
  ['what it was stored as', assigned(), { entity: 'object', trigger: 'onassign' }, { kind: 'same' }],
  [
    'a name that is not known',
    assigned(),
    { entity: 'robot' },
    { kind: 'refused', reason: 'unknown-entity' },
  ],
  [
    'another entity that cannot have it',
    assigned(),
    { entity: 'chat' },
    { kind: 'refused', reason: 'invalid' },
  ],
  [
    'what is too large with its wrapper',
    { ...assigned(), payload: { ...conversation, Message: 'x'.repeat(largestBody) } },
    unassign,
    { kind: 'refused', reason: 'too-large' },
  ],
])('an event as %s', (_what, event, address, expected) => {
  expect(reinterpret(event, address)).toEqual(expected)
})

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeMessage, type Quarantined } from '../../../shared/events/delivery.ts'
import { quarantineItem } from '../../../shared/quarantine/item.ts'
import { quarantinedIn, replay } from '../../../shared/quarantine/replay.ts'

const quarantined: Quarantined = {
  version: 1,
  deliveryId: 'delivery-1',
  receivedAt: '2024-06-09T07:28:48.000Z',
  reason: 'ambiguous-trigger',
  issues: [],
  path: '/webhooks/object',
  body: '{"payload": {"Id": "7", "StreamId": "24569"}}',
}

test('a row of the table is the delivery that it was made of', () => {
  expect(quarantinedIn(quarantineItem(quarantined))).toEqual(quarantined)
  expect(quarantinedIn({ day: '2024-06-09', record: 'something else' })).toBeUndefined()
})

describe('names that the URL should have had', () => {
  test.each([
    ['a trigger completes the entity of the path', quarantined.path, { trigger: 'OnAssign' }],
    ['a trigger beats that of the path', '/webhooks/object/onasign', { trigger: 'on-assign' }],
    [
      'an entity keeps the trigger of the path where it is the same',
      '/webhooks/object/onassign',
      { entity: 'OBJECT' },
    ],
    ['names complete a path that has none', '/webhooks', { entity: 'object', trigger: 'onassign' }],
    ['a path under a stage', '/prod/webhooks/object/On%20Assign', {}],
    ['both beat the path', '/webhooks/user/login', { entity: 'object', trigger: 'onassign' }],
  ])('%s', (_what, path, names) => {
    expect(replay({ ...quarantined, path }, names)).toEqual({
      kind: 'accepted',
      deliveries: [
        {
          kind: 'accepted',
          isWrapperLarge: false,
          delivery: {
            version: 1,
            deliveryId: quarantined.deliveryId,
            receivedAt: quarantined.receivedAt,
            entity: 'Object',
            trigger: 'OnAssign',
            payload: { Id: '7', StreamId: '24569' },
          },
        },
      ],
    })
  })

  test('the trigger of a path says nothing of another entity', () => {
    expect(replay({ ...quarantined, path: '/webhooks/user/login' }, { entity: 'object' })).toMatchObject({
      kind: 'quarantined',
      why: { reason: 'ambiguous-trigger' },
    })
  })

  test('an envelope that names itself beats them', () => {
    const body = JSON.stringify({
      Event: { Subscription: 'Object', Name: 'OnUnAssign', Object: { Id: '7', StreamId: '24569' } },
    })
    const replayed = replay({ ...quarantined, body }, { entity: 'user', trigger: 'login' })
    expect(replayed).toMatchObject({
      kind: 'accepted',
      deliveries: [{ delivery: { trigger: 'OnUnAssign' } }],
    })
  })
})

test('a body that is kept in base64 is read', () => {
  const body = gzipSync('{"payload": {"Id": "7", "StreamId": "24569"}}').toString('base64')
  expect(replay({ ...quarantined, body, bodyEncoding: 'base64' }, { trigger: 'OnAssign' })).toMatchObject({
    deliveries: [{ delivery: { payload: { Id: '7', StreamId: '24569' } } }],
  })
})

test('what is still no event says why, and not what stood there', () => {
  const replayed = replay({ ...quarantined, body: 'secret' })
  expect(replayed).toMatchObject({ kind: 'quarantined', why: { reason: 'not-json' } })
  expect(JSON.stringify(replayed.kind === 'quarantined' && replayed.why.issues)).not.toContain('secret')
})

describe('a message that a consumer has set aside', () => {
  const aside: Quarantined = { ...quarantined, reason: 'not-storable', path: '' }

  test('goes into its queue as it is, whatever names are given', () => {
    const message = encodeMessage({
      version: 1,
      deliveryId: 'delivery-1',
      receivedAt: quarantined.receivedAt,
      entity: 'Object',
      trigger: 'OnNewChild',
      payloadKey: 'Object/2024-06-09/delivery-1.json',
    })
    expect(replay({ ...aside, body: message }, { entity: 'user' })).toEqual({
      kind: 'message',
      pipeline: 'Object',
      message,
    })
  })

  test('of the quarantine queue goes there', () => {
    const message = encodeMessage(quarantined)
    expect(replay({ ...aside, body: message })).toEqual({ kind: 'message', pipeline: 'Quarantine', message })
  })

  test('stays where nobody can read it', () => {
    expect(replay({ ...aside, reason: 'unreadable-message', body: 'none of ours' })).toEqual({
      kind: 'quarantined',
      why: { reason: 'unreadable-message', issues: [] },
    })
  })
})

describe('a delivery with too many elements', () => {
  const activities = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ Id: String(n + 1), Type: 2 }))
  const bodyOf = (list: unknown, requestId?: string) =>
    JSON.stringify({ payload: { Activities: { Note: 'x', Activity: list }, Id: '7', requestId } })
  const complex: Quarantined = {
    ...quarantined,
    reason: 'too-complex',
    path: '/webhooks/object/onnewactivity',
  }

  test.each([
    ['a list', activities(1001)],
    ['a JSON text', JSON.stringify(activities(1001))],
  ])('is split, in order, each part under an id of its own: %s', (_what, list) => {
    const replayed = replay({ ...complex, body: bodyOf(list, 'r1') })
    const deliveries = replayed.kind === 'accepted' ? replayed.deliveries.map(({ delivery }) => delivery) : []
    expect(deliveries.map(({ deliveryId, requestId, payload }) => [deliveryId, requestId, payload])).toEqual(
      [0, 500, 1000].map((start, part) => [
        `delivery-1.p${part + 1}`,
        `r1.p${part + 1}`,
        {
          Activities: { Note: 'x', Activity: activities(1001).slice(start, start + 500) },
          Id: '7',
          requestId: 'r1',
        },
      ]),
    )
  })

  test('stays whole with the most that a delivery may have', () => {
    const replayed = replay({ ...complex, body: bodyOf(activities(500)) })
    expect(replayed).toMatchObject({ deliveries: [{ delivery: { deliveryId: 'delivery-1' } }] })
    expect(replayed.kind === 'accepted' && replayed.deliveries.length).toBe(1)
  })

  test('keeps with the first part what is no element', () => {
    const replayed = replay({ ...complex, body: bodyOf(['odd', ...activities(501)]) })
    const [first, second] = replayed.kind === 'accepted' ? replayed.deliveries : []
    expect(first?.delivery.payload.Activities).toMatchObject({ Activity: [...activities(500), 'odd'] })
    expect(second?.delivery.payload.Activities).toMatchObject({ Activity: [{ Id: '501' }] })
  })

  test('with too many members is still too complex', () => {
    const list = activities(1).map((activity) => ({
      ...activity,
      Data: Array.from({ length: 100_000 }, () => 1),
    }))
    expect(replay({ ...complex, body: bodyOf(list) })).toMatchObject({ why: { reason: 'too-complex' } })
  })
})

test('a delivery of which one part cannot be stored stays whole, with what is wrong with that part', () => {
  const Activity = Array.from({ length: 501 }, (_, n) => ({
    Id: String(n + 1),
    Type: 2,
    ...(n === 500 ? { CreateDate: '2030-01-01 00:00:00' } : {}),
  }))
  const body = JSON.stringify({ payload: { Id: '7', Activities: { Activity } } })
  const path = '/webhooks/object/onnewactivity'
  expect(replay({ ...quarantined, path, body })).toMatchObject({ why: { reason: 'implausible-time' } })
})

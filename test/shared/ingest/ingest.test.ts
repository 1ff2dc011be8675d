import { describe, expect, test } from 'vitest'
import { sourcesFrom } from '../../../shared/ingest/authenticate.ts'
import { receiveSplit } from '../../../shared/ingest/ingest.ts'
import { ingest } from '../../webhook-request.ts'
import { hashes, post, received } from './requests.ts'

describe('an accepted delivery is what CommBox sent, and where it came from', () => {
  test('of a bare payload', () => {
    const payload = { Id: '3377699720568713', StreamId: 24569, Extra: { a: '', b: null, c: [] } }
    const request = post({ payload }, { address: { entity: 'object', trigger: 'on-assign' } })
    expect(ingest(request, { hashes })).toEqual({
      label: 'first',
      outcome: {
        kind: 'accepted',
        isWrapperLarge: false,
        delivery: {
          version: 1,
          deliveryId: 'delivery-1',
          receivedAt: received,
          entity: 'Object',
          trigger: 'OnAssign',
          payload,
        },
      },
    })
  })

  test('of an event, with brand and request', () => {
    const User = { Id: 9007199254740991, requestId: 'f1b8a9a4', Email: ' a@b ' }
    const request = post({ Event: { Subscription: 'User', Name: 'Login', Brand: 'acme', User } })
    expect(ingest(request, { hashes }).outcome).toMatchObject({
      kind: 'accepted',
      delivery: { entity: 'User', trigger: 'Login', brand: 'acme', requestId: 'f1b8a9a4', payload: User },
    })
  })

  test('of an envelope, with what it has beside the payload', () => {
    const request = post({ EventTime: '1', payload: { Id: '1' } }, { address: { entity: 'user' } })
    expect(ingest({ ...request, address: { entity: 'user', trigger: 'login' } }, { hashes }).outcome).toEqual(
      {
        kind: 'accepted',
        isWrapperLarge: false,
        delivery: expect.objectContaining({ payload: { Id: '1' }, envelope: { EventTime: '1' } }),
      },
    )
  })

  test('to the last digit', () => {
    const body = '{"payload":{"Object":{"Id":9223372036854775807},"User":{"Id":"1"}}}'
    expect(ingest(post(body), { hashes }).outcome).toMatchObject({
      delivery: { payload: { Object: { Id: '9223372036854775807' }, User: { Id: '1' } } },
    })
  })
})

describe('a quarantined delivery has the reason, and the body as received', () => {
  test('an invalid one, with the places in the body', () => {
    const body = '{"payload": {"Activities": {"Activity": []}}}'
    const request = post(body, { path: '/webhooks/object', address: { entity: 'object' } })
    expect(ingest(request, { hashes }).outcome).toEqual({
      kind: 'quarantined',
      isUnknownName: false,
      known: [],
      quarantined: {
        version: 1,
        deliveryId: 'delivery-1',
        receivedAt: received,
        reason: 'invalid',
        issues: [{ path: 'payload.Id', expected: 'a value', received: 'nothing' }],
        path: '/webhooks/object',
        body,
        entity: 'Object',
        trigger: 'OnNewActivity',
      },
    })
  })

  test('the place in an event', () => {
    const body = {
      Event: { Subscription: 'Chat', Name: 'OnUserExit', Brand: 'acme', Chat: { Object: { Id: true } } },
    }
    expect(ingest(post(body), { hashes }).outcome).toMatchObject({
      quarantined: {
        reason: 'invalid',
        brand: 'acme',
        issues: [{ path: 'Event.Chat.Object.Id', received: 'boolean' }],
      },
    })
  })

  test('the names that the URL typed', () => {
    const request = post('{', { address: { entity: 'Robot', trigger: 'OnBeep' } })
    expect(ingest(request, { hashes }).outcome).toMatchObject({
      kind: 'quarantined',
      quarantined: { reason: 'not-json', body: '{', entity: 'Robot', trigger: 'OnBeep' },
    })
  })

  test('names of a URL up to 200 characters', () => {
    const request = post('{', { address: { entity: 'E'.repeat(300), trigger: 'T'.repeat(300) } })
    expect(ingest(request, { hashes }).outcome).toMatchObject({
      quarantined: { entity: 'E'.repeat(200), trigger: 'T'.repeat(200) },
    })
  })

  test('too many values', () => {
    expect(ingest(post(`{"payload":[${'1,'.repeat(200_000)}1]}`), { hashes }).outcome).toMatchObject({
      quarantined: {
        reason: 'too-complex',
        issues: [{ path: '', expected: 'at most 100000 values', received: 'more' }],
      },
    })
  })

  test('bytes that are not text', () => {
    const raw = { body: '/v8=', bodyEncoding: 'base64' } as const
    expect(ingest(post('', { raw }), { hashes }).outcome).toMatchObject({
      quarantined: { reason: 'not-json', ...raw },
    })
  })

  test('an unknown name in an envelope', () => {
    const body = { Event: { Subscription: 'Robot', Name: 'OnBeep', Robot: {} } }
    expect(ingest(post(body), { hashes }).outcome).toMatchObject({
      kind: 'quarantined',
      isUnknownName: true,
      quarantined: { reason: 'unknown-entity', entity: 'Robot', trigger: 'OnBeep' },
    })
  })
})

describe('an event more than 24 hours after its receipt is quarantined', () => {
  const receivedAt = '2024-06-09T07:28:47.500Z'
  const outcomeOf = (CreateDate: string, more: object = {}) => {
    const activity = { Id: '7', Type: '8', CreateDate, ...more }
    const body = { payload: { Id: '1', Activities: { Activity: [{ Id: '6', Type: '1' }, activity] } } }
    return ingest(post(body, { receivedAt, address: { entity: 'object' } }), { hashes }).outcome
  }

  test.each(['2024-06-10T07:28:47.501Z', '11-06-2024 00:00:00', '31-12-2099 23:59:59'])('%s', (time) => {
    expect(outcomeOf(time)).toMatchObject({
      kind: 'quarantined',
      isUnknownName: false,
      quarantined: {
        reason: 'implausible-time',
        entity: 'Object',
        trigger: 'OnNewActivity',
        issues: [
          {
            path: 'payload',
            expected: 'no time more than 24 hours after the receipt',
            received: 'a later time',
          },
        ],
      },
    })
  })

  test.each(['2024-06-10T07:28:47.500Z', '09-06-2024 07:28:48', '01-01-2010 00:00:00', 'soon', ''])(
    'but not at %j',
    (time) => {
      expect(outcomeOf(time)).toMatchObject({ kind: 'accepted' })
    },
  )

  test('but not for a time that is in the future by its nature', () => {
    const data = { Data: { scheduledTime: '06/16/2024 11:55:00' } }
    expect(outcomeOf('09-06-2024 07:28:47', data)).toMatchObject({ kind: 'accepted' })
  })
})

describe('what is refused before the body is read', () => {
  test('a request without a valid token', () => {
    const request = post('{', { queryToken: 'other', method: 'PATCH' })
    expect(ingest(request, { hashes })).toEqual({
      outcome: { kind: 'refused', problem: 'unauthorized', issues: [], detail: expect.any(String) },
    })
  })

  test('another method', () => {
    expect(ingest(post('{}', { method: 'PUT' }), { hashes })).toEqual({
      label: 'first',
      outcome: { kind: 'refused', problem: 'method-not-allowed', issues: [] },
    })
  })

  test('more than 6 MB, in text or in base64', () => {
    const limit = 6 * 1024 * 1024
    const outcomeOf = (body: string, bodyEncoding?: 'base64') =>
      ingest(post('', { raw: bodyEncoding ? { body, bodyEncoding } : { body } }), { hashes }).outcome
    expect(outcomeOf('א'.repeat(limit / 2 + 1))).toEqual({
      kind: 'refused',
      problem: 'too-large',
      issues: [{ path: '', expected: 'at most 6291456 bytes', received: 'more' }],
    })
    expect(outcomeOf('a'.repeat(limit))).toMatchObject({ kind: 'quarantined' })
    const bytes = Buffer.alloc(limit, 0xff).toString('base64')
    expect(outcomeOf(bytes, 'base64')).toMatchObject({ kind: 'quarantined' })
  })
})

describe('a connection test answers with the entity and trigger of the URL', () => {
  test.each([
    [{}, { kind: 'tested' }],
    [{ entity: 'tag' }, { kind: 'tested', entity: 'Tag' }],
    [
      { entity: 'tag', trigger: 'on add group' },
      { kind: 'tested', entity: 'Tag', trigger: 'OnAddGroup' },
    ],
    [
      { entity: 'robot' },
      {
        kind: 'refused',
        problem: 'unknown-name',
        issues: [],
        known: ['Object', 'User', 'Satisfaction', 'Tag', 'Form', 'Chat'],
      },
    ],
    [
      { entity: 'chat', trigger: 'on-exit' },
      { kind: 'refused', problem: 'unknown-name', issues: [], known: ['OnUserExit'] },
    ],
  ])('%j', (address, outcome) => {
    expect(ingest(post('', { method: 'GET', address }), { hashes }).outcome).toEqual(outcome)
  })
})

describe('whose requests are allowed', () => {
  const tag = { eventName: 'OnDelete', tagId: '21958' }
  const event = (Brand?: string) => ({ Event: { Subscription: 'Tag', Name: 'OnDelete', Brand, Tag: tag } })

  test('those of the listed brands, however spelled, and those without a brand', () => {
    const allowed = { hashes, brands: ['acme', 'other'] }
    expect(ingest(post(event('ACME')), allowed).outcome.kind).toBe('accepted')
    expect(ingest(post(event()), allowed).outcome.kind).toBe('accepted')
    const issue = { path: 'Event.Brand', expected: 'an allowed brand' }
    expect(ingest(post(event('foreign')), allowed).outcome).toMatchObject({
      kind: 'quarantined',
      quarantined: {
        reason: 'brand-not-allowed',
        brand: 'foreign',
        issues: [{ ...issue, received: 'another brand' }],
      },
    })
    expect(ingest(post(event()), { ...allowed, requiresBrand: true }).outcome).toMatchObject({
      quarantined: { reason: 'brand-not-allowed', issues: [{ ...issue, received: 'none' }] },
    })
  })

  test('those of the listed entities', () => {
    expect(ingest(post(event()), { hashes, entities: ['User', 'Form'] }).outcome).toMatchObject({
      quarantined: {
        reason: 'entity-not-allowed',
        entity: 'Tag',
        issues: [{ path: '', expected: 'a webhook of User, Form', received: 'Tag' }],
      },
    })
  })

  test.each([
    ['192.0.2.7', 'accepted'],
    ['198.51.100.1', 'refused'],
    ['2001:db8::5', 'accepted'],
    ['2001:db9::5', 'refused'],
  ])('those of the listed addresses: %s is %s', (sourceIp, kind) => {
    const sources = sourcesFrom(['192.0.2.0/24', '2001:db8::/32'])
    const { label, outcome } = ingest(post(event(), { sourceIp }), { hashes, sources })
    expect(label).toBe('first')
    expect(outcome.kind).toBe(kind)
    if (kind === 'refused')
      expect(outcome).toEqual({ kind: 'refused', problem: 'source-not-allowed', issues: [] })
  })

  test('without lists, every brand and every address', () => {
    expect(ingest(post(event('foreign'), { sourceIp: '203.0.113.9' }), { hashes }).outcome.kind).toBe(
      'accepted',
    )
  })
})

test('a delivery has at most 500 elements, as a list or as JSON text', () => {
  const of = (count: number, isText: boolean) => {
    const tags = Array.from({ length: count }, (_, n) => ({ Id: n + 1, Action: 'Add' }))
    const payload = { Id: '1', StreamId: '2', Tags: { Tag: isText ? JSON.stringify(tags) : tags } }
    return ingest(post({ payload }, { address: { entity: 'object' } }), { hashes }).outcome
  }
  for (const isText of [true, false]) {
    expect(of(500, isText)).toMatchObject({ kind: 'accepted' })
    expect(of(501, isText)).toMatchObject({
      kind: 'quarantined',
      quarantined: {
        reason: 'too-complex',
        issues: [{ path: 'payload', expected: 'at most 500 elements', received: 'more' }],
      },
    })
  }
})

describe('a delivery with too many elements is split', () => {
  const tags = (count: number, more: object = {}, ofEach: object = {}) => ({
    Id: '1',
    StreamId: '2',
    ...more,
    Tags: { Tag: Array.from({ length: count }, (_, n) => ({ Id: n + 1, Action: 'Add', ...ofEach })) },
  })
  const split = (body: unknown) => receiveSplit(post(body, { address: { entity: 'object' } }))

  test('into parts of 500, each with an id and a request id of its own', () => {
    const outcomes = split({ payload: tags(1001, { requestId: 'r' }) }) ?? []
    const parts = outcomes.map((outcome) => (outcome.kind === 'accepted' ? outcome.delivery : outcome))
    const part = (number: number, first: number, length: number) => ({
      version: 1,
      deliveryId: `delivery-1.p${number}`,
      receivedAt: received,
      entity: 'Object',
      trigger: 'OnUpdateTag',
      requestId: `r.p${number}`,
      payload: {
        ...{ Id: '1', StreamId: '2', requestId: 'r' },
        Tags: { Tag: Array.from({ length }, (_, n) => ({ Id: first + n, Action: 'Add' })) },
      },
    })
    expect(parts).toEqual([part(1, 1, 500), part(2, 501, 500), part(3, 1001, 1)])
  })

  test('and has no request ids if it has none', () => {
    const [first] = split({ payload: tags(501) }) ?? []
    expect(first).toHaveProperty('delivery.deliveryId', 'delivery-1.p1')
    expect(first).not.toHaveProperty('delivery.requestId')
  })

  test('also if it has more values than are read at once', () => {
    const members = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`m${n}`, n]))
    expect(split({ payload: tags(501, {}, members) })).toHaveLength(2)
  })

  test.each([
    ['not too many', { payload: tags(500) }],
    ['none', { Event: { Subscription: 'User', Name: 'Login', User: { Id: '1' } } }],
    ['no subject', { payload: { Id: '1' } }],
    ['an unknown name', { Event: { Subscription: 'Robot', Name: 'OnBeep', Robot: {} } }],
    ['no JSON', '{'],
  ])('but not one with %s', (_what, body) => {
    expect(split(body)).toBeUndefined()
  })
})

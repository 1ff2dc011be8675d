import { describe, expect, test } from 'vitest'
import { type BusOptions, busEventOf } from '../../../shared/bus/bus-event.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { streamRecord } from '../../stream-record.ts'

const options: BusOptions = { stack: 'Stack', hasPayloads: false, hasCommands: false }

const stored: JsonObject = {
  objectId: '7',
  record: 'event#2026-01-01T10:00:00.000Z#41.abc',
  format: 1,
  trigger: 'OnNewActivity',
  eventId: '41.abc',
  occurredAt: '2026-01-01T10:00:00.000Z',
  dated: true,
  receivedAt: '2026-01-01T10:00:02.000Z',
  deliveryId: 'request-1',
  brand: 'acme',
  activityId: '41',
  activityType: 2,
  activity: 'StatusChange',
  statusId: '2',
  status: 'Resolved',
  expiresAt: 1_800_000_000,
  fingerprint: 'f',
  payloadKey: 'Object/request-1',
  place: 1,
  envelope: { EventTime: 'now' },
  payload: { Activities: [] },
}

const state: JsonObject = {
  objectId: '7',
  record: 'state',
  format: 1,
  updatedAt: '2026-01-01T10:00:00.000Z',
  statusId: '1',
  status: 'Open',
  assigned: true,
  managerId: '3',
  streamId: '9',
  tagIds: ['5'],
  customerName: 'Noa',
  revision: 'a',
}

const of = (after?: JsonObject, before?: JsonObject, changed: Partial<BusOptions> = {}) =>
  busEventOf(streamRecord('Object', 12, after, before), 'Object', { ...options, ...changed })

describe('a stored event', () => {
  test('is a CloudEvent with the promoted attributes, ids and both times, and no payload', () => {
    expect(of(stored)).toEqual({
      detailType: 'Object.StatusChange',
      detail: {
        specversion: '1.0',
        id: '41.abc',
        source: '/commbox-webhooks/Stack',
        type: 'Object.StatusChange',
        subject: '7',
        time: '2026-01-01T10:00:00.000Z',
        sequence: '0000000000000000000000000000000000000012',
        datacontenttype: 'application/json',
        data: {
          entity: 'Object',
          objectId: '7',
          trigger: 'OnNewActivity',
          occurredAt: '2026-01-01T10:00:00.000Z',
          dated: true,
          receivedAt: '2026-01-01T10:00:02.000Z',
          deliveryId: 'request-1',
          brand: 'acme',
          activityId: '41',
          activityType: 2,
          activity: 'StatusChange',
          statusId: '2',
          status: 'Resolved',
        },
      },
    })
  })

  test('has its payload if the stage says so', () => {
    expect(of(stored, undefined, { hasPayloads: true })?.detail).toMatchObject({
      data: { payload: { Activities: [] } },
    })
  })

  test('is named by its trigger if it is no activity', () => {
    const { activity: _activity, ...message } = stored
    expect(of({ ...message, trigger: 'OnNewChild' })?.detailType).toBe('Object.OnNewChild')
  })

  test.each(['User', 'Satisfaction', 'Form', 'Chat', 'Tag'] as const)(
    'of %s has its own subject',
    (entity) => {
      const key = {
        User: 'userId',
        Tag: 'tagKey',
        Satisfaction: 'objectId',
        Form: 'objectId',
        Chat: 'objectId',
      }
      const item = { ...stored, [key[entity]]: 'the key' }
      expect(busEventOf(streamRecord(entity, 1, item), entity, options)?.detail.subject).toBe('the key')
    },
  )

  test.each([
    ['was changed by rebuild', stored, { ...stored, status: 'Closed' }],
    ['expired', undefined, undefined],
    ['is a stub', { ...stored, withdrawnAt: '2026-01-02T00:00:00.000Z' }, undefined],
    ['became a stub', { ...stored, withdrawnAt: '2026-01-02T00:00:00.000Z' }, stored],
    ['is what is left of an erased one', { ...stored, erasedAt: '2026-01-02T00:00:00.000Z' }, undefined],
  ])('that %s is not on the bus', (_, after, before) => {
    expect(of(after, before)).toBeUndefined()
  })

  test.each(['contact#+972501234567', 'tag#5', 'receipt#41.abc', 'moved#41.abc#2026'])(
    'is not what the item %s is about',
    (record) => expect(of({ ...stored, record })).toBeUndefined(),
  )
})

describe('what a command wrote', () => {
  test.each(['import', 'restore', 'reinterpret', 'move'])(
    '(%s) is on the bus only if the stage says so',
    (via) => {
      expect(of({ ...stored, via })).toBeUndefined()
      expect(of({ ...stored, via }, undefined, { hasCommands: true })?.detail).toMatchObject({
        data: { via },
      })
    },
  )

  test('is not on the bus as a change, either', () => {
    const rebuilt = { ...state, status: 'Closed', via: 'rebuild' }
    expect(of(rebuilt, state)).toBeUndefined()
    expect(of(rebuilt, state, { hasCommands: true })?.detailType).toBe('Object.Changed')
  })
})

describe('a change of a state', () => {
  const shown = {
    statusId: '1',
    status: 'Open',
    assigned: true,
    managerId: '3',
    streamId: '9',
    tagIds: ['5'],
  }

  test('says what of status, agent, channel and tags was before and is after', () => {
    const after = {
      ...state,
      statusId: '2',
      status: 'Resolved',
      assigned: false,
      managerId: '',
      brand: 'acme',
    }
    expect(of(after, state)).toEqual({
      detailType: 'Object.Changed',
      detail: {
        specversion: '1.0',
        id: '7.0000000000000000000000000000000000000012',
        source: '/commbox-webhooks/Stack',
        type: 'Object.Changed',
        subject: '7',
        time: '2026-01-01T10:00:00.000Z',
        sequence: '0000000000000000000000000000000000000012',
        datacontenttype: 'application/json',
        data: {
          entity: 'Object',
          objectId: '7',
          updatedAt: '2026-01-01T10:00:00.000Z',
          brand: 'acme',
          changed: ['status', 'agent'],
          before: shown,
          after: { ...shown, statusId: '2', status: 'Resolved', assigned: false, managerId: '' },
        },
      },
    })
  })

  test('of a new conversation has nothing before', () => {
    expect(of(state)?.detail).toMatchObject({
      data: { changed: ['status', 'agent', 'channel', 'tags'], before: {}, after: shown },
    })
  })

  test.each([
    ['channel', { streamId: '10' }],
    ['tags', { tagIds: ['5', '6'] }],
  ])('of the %s is one', (aspect, change) => {
    expect(of({ ...state, ...change }, state)?.detail).toMatchObject({ data: { changed: [aspect] } })
  })

  test('of anything else does not count', () => {
    expect(of({ ...state, customerName: 'Avi', revision: 'b', lastMessageText: 'Hi' }, state)).toBeUndefined()
  })

  test('by an erasure does not count, and later contact counts again', () => {
    const erased = { objectId: '7', record: 'state', erasedAt: '2026-01-02T00:00:00.000Z', revision: 'c' }
    expect(of({ ...erased, withdrawnAt: erased.erasedAt }, state)).toBeUndefined()
    expect(of({ ...state, erasedAt: '2026-01-02T00:00:00.000Z', status: 'X' }, state)).toBeUndefined()
    expect(of({ ...state, textsErasedAt: '2026-01-02T00:00:00.000Z', status: 'X' }, state)).toBeUndefined()
    expect(
      of({ ...erased, statusId: '1', updatedAt: '2026-01-03T00:00:00.000Z' }, erased)?.detail,
    ).toMatchObject({ data: { changed: ['status'], before: {}, after: { statusId: '1' } } })
  })

  test('of another entity does not count', () => {
    const record = streamRecord('User', 1, { userId: '1', record: 'state', tagIds: ['5'] })
    expect(busEventOf(record, 'User', options)).toBeUndefined()
  })
})

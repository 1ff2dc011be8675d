import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { channelRegisters, providerName } from '../../../../shared/entities/object/conversation.ts'
import { at, first, stateAfter } from '../../events-of.ts'

test.each([
  ['7', 'WhatsApp'],
  ['0', 'Commbox'],
  ['16', 'WhatsAppCloud'],
  ['99', 'Unknown (99)'],
  ['WhatsApp', 'WhatsApp'],
  ['BumpYard', 'BumpYard'],
  ['constructor', 'constructor'],
  [null, null],
  [undefined, undefined],
])('the provider %j is %j', (type, name) => {
  expect(providerName(type)).toBe(name)
})

test('sub-stream 0 is none, and what is not said stays open', () => {
  expect(channelRegisters({ StreamId: '24569', SubStreamId: null })).toEqual({
    streamId: '24569',
    'streams.24569.subStreamId': null,
  })
  expect(channelRegisters({})).toEqual({})
})

describe('what is said of a channel goes with the channel', () => {
  const channelOf = (state: JsonObject) => {
    const { streamId, subStreamId, streamName, channel } = state
    return { streamId, subStreamId, streamName, channel }
  }
  const created = first('Object', 'OnNew', {
    Id: '1',
    StreamId: '24569',
    SubStreamId: '77',
    StreamProviderType: '7',
    CreateDate: '16-06-2024 12:00:00',
  })
  const activity = (Type: string, Data: JsonObject, more: JsonObject = {}) =>
    first('Object', 'OnNewActivity', {
      Id: '1',
      Activities: { Activity: { Id: '5', Type, Data, CreateDate: '16-06-2024 12:10:00' } },
      ...more,
    })

  test.each([
    ['activity 5', activity('5', { newObjectStreamId: 30001 })],
    ['activity 20', activity('20', { newObjectStreamId: '30001' })],
    [
      'activity 5 in the wrapper of the old channel',
      activity('5', { newObjectStreamId: 30001 }, { StreamId: '24569', SubStreamId: '77' }),
    ],
    [
      'activity 5 in the wrapper of the new channel',
      activity('5', { newObjectStreamId: 30001 }, { StreamId: '30001', SubStreamId: '0' }),
    ],
    ['activity 11', activity('11', { destStreamId: 30001 })],
    ['an undated flat message', first('Object', 'OnNewChild', { Id: '1', StreamId: '30001' }, at('10'))],
    [
      'a nested message',
      first('Object', 'OnNewChild', {
        Id: '1',
        StreamId: '30001',
        Children: { Child: { Id: '8', CreateDate: '16-06-2024 12:10:00' } },
      }),
    ],
    ['OnAssign', first('Object', 'OnAssign', { Id: '1', StreamId: '30001' }, at('10'))],
  ])('%s with the channel 30001 only: no sub-stream, name or provider of 24569', (_what, moved) => {
    expect(channelOf(stateAfter('Object', created, moved))).toEqual({
      streamId: '30001',
      subStreamId: undefined,
      streamName: undefined,
      channel: undefined,
    })
  })

  test('what is known of a channel is shown again when the conversation comes back to it', () => {
    const moved = activity('5', {
      oldObjectStreamName: 'Chat General',
      oldObjectStreamId: 24569,
      newObjectStreamId: 30001,
    })
    const back = first('Object', 'OnNewChild', { Id: '1', StreamId: '24569' }, at('20'))
    expect(channelOf(stateAfter('Object', created, moved, back))).toEqual({
      streamId: '24569',
      subStreamId: '77',
      streamName: 'Chat General',
      channel: 'WhatsApp',
    })
  })

  test('a change back to a channel, without a sub-stream, clears the one it had', () => {
    expect(channelOf(stateAfter('Object', created, activity('5', { newObjectStreamId: 24569 })))).toEqual({
      streamId: '24569',
      subStreamId: undefined,
      streamName: undefined,
      channel: 'WhatsApp',
    })
  })
})

describe('a dated event says its channel on purpose, an undated one in passing', () => {
  const moved = first('Object', 'OnNewActivity', {
    Id: '1',
    Activities: {
      Activity: {
        Id: '5',
        Type: '5',
        Data: { newObjectStreamId: 15802 },
        CreateDate: '16-06-2024 12:10:00',
      },
    },
  })

  test.each([
    ['10', '59', '15802'],
    ['11', '06', '24569'],
  ])('undated, received at 12:%s:%s', (minute, second, streamId) => {
    const message = first('Object', 'OnNewChild', { Id: '1', StreamId: '24569' }, at(minute, second))
    expect(stateAfter('Object', moved, message)).toMatchObject({ streamId })
  })

  test.each([
    ['12:09:59', '15802'],
    ['12:10:01', '24569'],
  ])('dated, at %s', (time, streamId) => {
    const message = first('Object', 'OnNewChild', {
      Id: '1',
      StreamId: '24569',
      Children: { Child: { Id: '8', CreateDate: `16-06-2024 ${time}` } },
    })
    expect(stateAfter('Object', moved, message)).toMatchObject({ streamId })
  })
})

describe('the status that a message says in passing', () => {
  const changed = first('Object', 'OnNewActivity', {
    Id: '1',
    Activities: {
      Activity: { Id: '5', Type: '2', Data: { statusId: 2 }, CreateDate: '16-06-2024 12:10:00' },
    },
  })
  const created = first('Object', 'OnNew', { Id: '1', StatusID: '1', CreateDate: '16-06-2024 12:00:00' })
  const flat = (minute: string, second: string) =>
    first('Object', 'OnNewChild', { Id: '1', StatusID: '8' }, at(minute, second))
  const nested = (minute: string, second: string) =>
    first('Object', 'OnNewChild', {
      Id: '1',
      StatusID: '8',
      Children: { Child: { Id: '9', CreateDate: `16-06-2024 12:${minute}:${second}` } },
    })

  test.each([
    ['a flat message', flat('05', '00')],
    ['a nested message', nested('05', '00')],
  ])('%s heals a status whose change was never sent', (_what, message) => {
    expect(stateAfter('Object', created, message)).toMatchObject({ statusId: '8', status: 'In Process' })
  })

  test.each([
    ['flat, before it', flat('09', '00'), '2'],
    ['flat, received 64 seconds after it', flat('11', '04'), '2'],
    ['flat, received 66 seconds after it', flat('11', '06'), '8'],
    ['nested, before it', nested('09', '00'), '2'],
    ['nested, 59 seconds after it', nested('10', '59'), '2'],
    ['nested, more than a minute after it', nested('11', '01'), '8'],
  ])(
    '%s: a status change counts before what was said up to a minute after it',
    (_what, message, statusId) => {
      expect(stateAfter('Object', created, changed, message)).toMatchObject({ statusId })
    },
  )
})

test('a conversation of two brands is one, and shows the brand that was said last', () => {
  const event = (minute: string, brand?: string) =>
    first('Object', 'OnAssign', { Id: '1' }, { ...at(minute), ...(brand ? { brand } : {}) })
  expect(stateAfter('Object', event('01', 'acme'), event('02', 'other'))).toMatchObject({ brand: 'other' })
  expect(stateAfter('Object', event('01', 'acme'), event('02'))).toMatchObject({ brand: 'acme' })
  expect(stateAfter('Object', event('01'))).not.toHaveProperty('brand')
})

test('what is said of a channel without its id is of no channel', () => {
  const event = first('Object', 'OnNew', { Id: '1', StreamProviderType: '7', SubStreamId: '5' })
  expect(stateAfter('Object', event)).not.toHaveProperty('streams')
})

test.each([
  ['7', 'WhatsApp'],
  ['7b', '7b'],
  ['b7', 'b7'],
])('a provider written as %s is shown as %s', (StreamProviderType, channel) => {
  const event = first('Object', 'OnNew', { Id: '1', StreamId: '5', StreamProviderType })
  expect(stateAfter('Object', event)).toMatchObject({ channel })
})

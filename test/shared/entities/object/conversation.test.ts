import { expect, test } from 'vitest'
import { channelRegisters, providerName } from '../../../../shared/entities/object/conversation.ts'

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
    subStreamId: null,
  })
  expect(channelRegisters({})).toEqual({ streamId: undefined, subStreamId: undefined })
})

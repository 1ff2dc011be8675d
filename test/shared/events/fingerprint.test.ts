import { describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/commbox/json.ts'
import { fingerprint } from '../../../shared/events/fingerprint.ts'

const of = (content: Json, trigger = 'OnNewActivity') => fingerprint(trigger, content)

test('is 16 hex digits', () => {
  expect(of({ Id: '1' })).toMatch(/^[0-9a-f]{16}$/)
})

describe('one content has one fingerprint', () => {
  test.each<[string, Json, Json]>([
    [
      'whatever the order of its members',
      { a: '1', b: { c: '2', d: '3' } },
      { b: { d: '3', c: '2' }, a: '1' },
    ],
    ['ids as numbers or texts', { Id: 24569, list: [1, '2'] }, { Id: '24569', list: ['1', 2] }],
    ['booleans as either', { isRemoveTag: false }, { isRemoveTag: 'false' }],
    ['whatever the request', { Id: '1', requestId: 'a' }, { Id: '1', requestId: 'b' }],
    ['with or without a request', { Id: '1', requestId: 'a' }, { Id: '1' }],
    ['whatever the request, in another spelling', { Id: '1', REQUEST_ID: 'a' }, { Id: '1', requestId: 'b' }],
    ['whatever the request, in either spelling', { Id: '1', RequestId: 'a' }, { Id: '1', RequestId: 'b' }],
    ['Data as text', { Data: '{"statusId":2,"names":["a"]}' }, { Data: { names: ['a'], statusId: 2 } }],
    ['Content as text', { Content: ' {"x":1}' }, { Content: { x: 1 } }],
    ['Properties as text', { Properties: '{"field_0":"a"}' }, { Properties: { field_0: 'a' } }],
    ['int64 in a text', { Data: '{"id":9223372036854775807}' }, { Data: { id: '9223372036854775807' } }],
    ['null or an empty text', { Phone1: null }, { Phone1: '' }],
    ['a scalar in the place of a map', { Content: 5 }, { Content: '5' }],
    ['a boolean in the place of a map', { Data: true }, { Data: 'true' }],
    ['nothing in the place of a map', { Properties: null }, { Properties: '' }],
  ])('%s', (_why, one, other) => {
    expect(of(one)).toBe(of(other))
  })
})

describe('another content has another', () => {
  test.each<[string, Json, Json]>([
    ['value', { Id: '1' }, { Id: '2' }],
    ['name', { a: '1' }, { b: '1' }],
    ['member more', { Id: '1' }, { Id: '1', Type: '1' }],
    ['order in a list', ['1', '2'], ['2', '1']],
    ['nesting', { a: { b: '1' }, c: '2' }, { a: { b: '1', c: '2' } }],
    ['list of one', { a: '1' }, { a: ['1'] }],
    ['text that looks like structure', { a: '1","b":"2' }, { a: '1', b: '2' }],
    ['blank', { Message: 'a ' }, { Message: 'a' }],
    ['letter case', { Message: 'A' }, { Message: 'a' }],
    ['digit beyond 2^53', { Id: '9007199254740993' }, { Id: '9007199254740992' }],
    ['type in Data', { Data: { f: 1 } }, { Data: { f: '1' } }],
    ['type in Content', { Content: { f: true } }, { Content: { f: 'true' } }],
    ['type in Properties', { Properties: { f: null } }, { Properties: { f: '' } }],
    ['type in unitValidation', { unitValidation: { min: 1 } }, { unitValidation: { min: '1' } }],
    ['text that is JSON, where texts are texts', { Message: '{"a":1}' }, { Message: { a: 1 } }],
  ])('%s', (_why, one, other) => {
    expect(of(one)).not.toBe(of(other))
  })

  test('the same content of another trigger', () => {
    expect(of({ Id: '1' }, 'OnAssign')).not.toBe(of({ Id: '1' }, 'OnUnAssign'))
  })
})

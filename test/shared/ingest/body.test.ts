import { describe, expect, test } from 'vitest'
import { objectIn, rawBody } from '../../../shared/ingest/body.ts'

const base64 = (bytes: string | number[]) => Buffer.from(bytes).toString('base64')
const nested = (levels: number) => `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`

describe('a body as it came', () => {
  test.each([
    ['text', '{"a":"שלום"}', false, { body: '{"a":"שלום"}' }],
    ['base64 of text', base64('{"a":"שלום 🙂"}'), true, { body: '{"a":"שלום 🙂"}' }],
    ['a byte-order mark', base64('\uFEFF{}'), true, { body: '\uFEFF{}' }],
    ['nothing', undefined, false, { body: '' }],
    ['base64 of nothing', '', true, { body: '' }],
  ])('%s', (_what, body, isBase64, raw) => {
    expect(rawBody(body, isBase64)).toEqual(raw)
  })

  test.each([
    ['bytes that are no UTF-8', base64([0xff, 0xfe, 0x7b, 0x00])],
    ['a character cut in half', base64([0x22, 0xd7, 0x22])],
    ['half an emoji in UTF-8', base64([0x22, 0xed, 0xa0, 0xbd, 0x22])],
  ])('%s stay base64', (_what, body) => {
    expect(rawBody(body, true)).toEqual({ body, bodyEncoding: 'base64' })
  })
})

describe('the object in a body', () => {
  test.each([
    ['{"payload":{"Id":"1"}}', { payload: { Id: '1' } }],
    ['\uFEFF{"a":1}', { a: 1 }],
    [' \r\n{"a":1}\n', { a: 1 }],
    ['{}', {}],
    ['{"Id":9223372036854775807}', { Id: '9223372036854775807' }],
    ['{"text":"\u200fשלום\\r\\n<b>&amp;</b>"}', { text: '\u200fשלום\r\n<b>&amp;</b>' }],
  ])('%j', (body, object) => {
    expect(objectIn({ body })).toEqual({ object })
  })

  test('of 30 levels', () => {
    expect(objectIn({ body: nested(30) })).toHaveProperty('object')
  })
})

describe('a refusal', () => {
  test.each([
    ['', 'empty-body', 'nothing'],
    [' \r\n', 'empty-body', 'nothing'],
    ['\uFEFF', 'empty-body', 'nothing'],
    ['[]', 'not-an-object', 'array'],
    ['null', 'not-an-object', 'null'],
    ['"text"', 'not-an-object', 'string'],
    ['5', 'not-an-object', 'number'],
    ['true', 'not-an-object', 'boolean'],
    ['{"payload":{"Id":"1"}', 'not-json', 'other text'],
    ['{“text”: 1}', 'not-json', 'other text'],
    ['{"a":1} {"b":2}', 'not-json', 'other text'],
    [nested(31), 'too-deep', 'more'],
    [nested(100_000), 'too-deep', 'more'],
    [nested(100_000).replace('0}', '9223372036854775807}'), 'too-deep', 'more'],
    ['{"payload":{"Id":"1","__proto__":{"a":1}}}', 'invalid', 'one'],
  ])('of %.60j', (body, reason, received) => {
    expect(objectIn({ body })).toEqual({
      reason,
      issues: [{ path: '', expected: expect.any(String), received }],
    })
  })

  test('of bytes that are no UTF-8', () => {
    expect(objectIn({ body: '//4=', bodyEncoding: 'base64' })).toMatchObject({ reason: 'not-json' })
  })
})

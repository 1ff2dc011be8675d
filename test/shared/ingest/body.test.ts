import { describe, expect, test } from 'vitest'
import { charsetOf, isOther, objectIn, rawBody } from '../../../shared/ingest/body.ts'

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
    ['{"a":"\uFEFFb"}', { a: '\uFEFFb' }],
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
    ['', 'empty-body', 'a JSON object', 'nothing'],
    [' \r\n', 'empty-body', 'a JSON object', 'nothing'],
    ['\uFEFF', 'empty-body', 'a JSON object', 'nothing'],
    ['[]', 'not-an-object', 'a JSON object', 'array'],
    ['null', 'not-an-object', 'a JSON object', 'null'],
    ['"text"', 'not-an-object', 'a JSON object', 'string'],
    ['5', 'not-an-object', 'a JSON object', 'number'],
    ['true', 'not-an-object', 'a JSON object', 'boolean'],
    ['{"payload":{"Id":"1"}', 'not-json', 'JSON or XML', 'other text'],
    ['{“text”: 1}', 'not-json', 'JSON or XML', 'other text'],
    ['{"a":1} {"b":2}', 'not-json', 'JSON or XML', 'other text'],
    [nested(31), 'too-deep', 'at most 30 levels of nesting', 'more'],
    [nested(100_000), 'too-deep', 'at most 30 levels of nesting', 'more'],
    [
      nested(100_000).replace('0}', '9223372036854775807}'),
      'too-deep',
      'at most 30 levels of nesting',
      'more',
    ],
    [`{"a":[${'1,'.repeat(200_000)}1]}`, 'too-complex', 'at most 100000 values', 'more'],
    ['{"payload":{"Id":"1","__proto__":{"a":1}}}', 'invalid', 'no member named __proto__', 'one'],
  ])('of %.60j', (body, reason, expected, received) => {
    expect(objectIn({ body })).toEqual({ reason, issues: [{ path: '', expected, received }] })
  })

  test('of bytes that are no UTF-8', () => {
    expect(objectIn({ body: '//4=', bodyEncoding: 'base64' })).toEqual({
      reason: 'not-json',
      issues: [{ path: '', expected: 'JSON in UTF-8', received: 'bytes that are not UTF-8' }],
    })
  })
})

test.each([
  [undefined, undefined],
  ['application/json', undefined],
  ['application/json; charset=utf-8', undefined],
  ['application/json; charset="UTF8"', undefined],
  ['application/json; charset=x-utf-8', 'x-utf-8'],
  ['application/json; charset=utf-80', 'utf-80'],
  ["text/xml; Charset = 'Windows-1255'; version=1", 'Windows-1255'],
])('the charset beside UTF-8 that %j names is %j', (type, charset) => {
  expect(charsetOf({ type })).toBe(charset)
})

describe('whether a body may be other than JSON in UTF-8', () => {
  test.each([
    [false, 'an object', { body: '{"a":1}' }, {}],
    [false, 'a list after blanks', { body: ' \r\n[1]' }, { type: 'text/plain; charset=utf-8' }],
    [true, 'XML', { body: '<a b="{"/>' }, {}],
    [true, 'a form', { body: 'payload={}' }, {}],
    [true, 'bytes', { body: '//4=', bodyEncoding: 'base64' as const }, {}],
    [true, 'a header of another charset', { body: '{}' }, { type: 'a/b; charset=windows-1255' }],
    [true, 'a header of gzip', { body: '{}' }, { encoding: 'GZIP' }],
    [true, 'a header of deflate', { body: '{}' }, { encoding: 'deflate' }],
  ])('%s: %s', (is, _what, raw, headers) => {
    expect(isOther(raw, headers)).toBe(is)
  })
})

import { describe, expect, test } from 'vitest'
import {
  hasTooManyValues,
  type Json,
  mostValues,
  parseJson,
  whyUnstorable,
} from '../../../shared/commbox/json.ts'
import { fc } from '../../seed.ts'

const largest = '9223372036854775807'

describe('no digit is lost', () => {
  test.each([
    ['in an object', `{"Id":${largest}}`, { Id: largest }],
    [
      'nested, with blanks and line ends',
      `{ "a" : {\n"b" :\t[ 1 , ${largest} ] } }`,
      { a: { b: [1, largest] } },
    ],
    ['first in an array', `{"a":[${largest}]}`, { a: [largest] }],
    ['in an array of its own', `[${largest}]`, [largest]],
    ['below zero', '{"Id":-9223372036854775808}', { Id: '-9223372036854775808' }],
    ['just above 2^53', '{"a":9007199254740993}', { a: '9007199254740993' }],
    ['above 2^53, though a double has it', '{"a":9007199254740994}', { a: '9007199254740994' }],
    ['more digits than a double has', '{"a":0.12345678901234567890}', { a: '0.12345678901234567890' }],
    ['more than a double reaches', '{"a":1e400}', { a: '1e400' }],
    ['less than a double reaches', '{"a":-1E-400}', { a: '-1E-400' }],
    ['two digits and an exponent', '{"a":12e400}', { a: '12e400' }],
    ['less than DynamoDB takes', '{"a":1e-131}', { a: '1e-131' }],
    ['close to what DynamoDB takes', '{"a":1e-100}', { a: '1e-100' }],
    ['16 digits that print back in another way', '{"a":123456789012345.0}', { a: '123456789012345.0' }],
  ])('%s', (_where, text, value) => {
    expect(parseJson(text)).toEqual(value)
  })

  test('at the top of the text', () => {
    expect(parseJson(largest)).toBe(largest)
  })

  test('of any int64', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
    fc.assert(
      fc.property(int64, (digits) => {
        const read = parseJson(`{"a":[{"b":${digits}},${digits}]}`)
        const same = Number.isSafeInteger(Number(digits)) ? Number(digits) : digits
        expect(read).toEqual({ a: [{ b: same }, same] })
      }),
    )
  })
})

describe('what a double holds stays a number', () => {
  test.each(['3377699720698044', '9007199254740991', '-9007199254740991', '0.125', '12345678.9012345', '0'])(
    '%s',
    (digits) => {
      expect(parseJson(`{"a":${digits}}`)).toEqual({ a: Number(digits) })
    },
  )

  test.each(['0.30000000000000004', '154.52220000000003', '0.123456789012345', '1e-7'])(
    '%s, which prints back as it came',
    (digits) => {
      expect(JSON.stringify(Number(digits))).toBe(digits)
      expect(parseJson(`{"a":${digits}}`)).toEqual({ a: Number(digits) })
    },
  )
})

test.each([
  ['0', 0],
  ['0.0', 0],
  ['0.10', 0.1],
  ['1e-99', 1e-99],
  ['-7', -7],
  ['12345678901234.0', 12345678901234],
])('beside a large number, %s stays a number', (digits, number) => {
  expect(parseJson(`{"large":${largest},"a":${digits}}`)).toEqual({ large: largest, a: number })
})

test('a text that looks like a large number is not changed', () => {
  const body = JSON.stringify({ text: `call: ${largest}, or ,${largest}`, Id: largest, e: ':1e400' })
  expect(parseJson(body)).toEqual({ text: `call: ${largest}, or ,${largest}`, Id: largest, e: ':1e400' })
})

describe('half a character, which no text in UTF-8 can hold, becomes the replacement character', () => {
  test.each([
    ['"a\\ud83d"', 'a\ufffd'],
    ['"\\uDE00a"', '\ufffda'],
    ['{"a":["\\ude00\\ud83d"]}', { a: ['\ufffd\ufffd'] }],
    ['{"a\\ud83d":{"b\\ud83d":1}}', { 'a\ufffd': { 'b\ufffd': 1 } }],
    ['"a\ud83d"', 'a\ufffd'],
  ])('%j', (text, value) => {
    expect(parseJson(text)).toEqual(value)
  })

  test.each([
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\\\ud83d"', '\\ud83d'],
    ['{"__proto__":"\\ud83d\\ude00"}', JSON.parse('{"__proto__":"😀"}')],
  ])('%j is whole', (text, value) => {
    expect(parseJson(text)).toEqual(value)
  })
})

test('JSON of safe numbers is read as JSON.parse reads it', () => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')),
    ),
  }))
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2), (any, indent) => {
      const text = JSON.stringify(any, null, indent)
      expect(parseJson(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('what is not JSON throws a SyntaxError', () => {
  expect(() => parseJson('{"payload":')).toThrow(SyntaxError)
  expect(() => parseJson(`{"payload":${largest},}`)).toThrow(SyntaxError)
})

describe('whyUnstorable', () => {
  const nested = (levels: number): Json =>
    JSON.parse(`${'[{"a":'.repeat(levels / 2)}0${'}]'.repeat(levels / 2)}`)

  test('30 levels can be stored, 31 cannot', () => {
    expect(whyUnstorable(nested(30))).toBeUndefined()
    expect(whyUnstorable([nested(30)])).toBe('too-deep')
    expect(whyUnstorable({ first: 1, second: nested(30) })).toBe('too-deep')
  })

  test('100,000 levels are too many, and not an error', () => {
    expect(whyUnstorable(nested(100_000))).toBe('too-deep')
  })

  test('a member called __proto__ would be lost', () => {
    expect(whyUnstorable(parseJson('{"a":[{"__proto__":1}]}'))).toBe('forbidden-name')
    expect(whyUnstorable(parseJson(`{"a":[{"__proto__":${largest}}]}`))).toBe('forbidden-name')
    expect(whyUnstorable({ text: '__proto__', proto__: 1 })).toBeUndefined()
  })

  test.each([[null], [1], ['x'], [true], [{}], [[]]])('%j can be stored', (value) => {
    expect(whyUnstorable(value)).toBeUndefined()
  })
})

describe('too many values', () => {
  const list = (count: number, unit = '0') => `[${Array.from({ length: count }, () => unit).join()}]`
  const text = (json: string) => JSON.stringify({ a: json })
  test.each([
    ['in a list', list(mostValues + 1), true],
    ['as many as are allowed', list(mostValues - 1), false],
    ['in lists of lists', list(mostValues / 2 + 1, '[]'), true],
    ['in a JSON text', text(list(mostValues + 1)), true],
    ['in a JSON text after blanks', text(` \n\t${' '.repeat(100)}${list(mostValues + 1)}`), true],
    ['in a JSON text in a JSON text', text(text(list(mostValues + 1))), true],
    ['behind escapes', `{"a":"\\u005b0${'\\u002c0'.repeat(mostValues)}]"}`, true],
    ['behind escapes of the escape', `{"a":"[0${'\\u005cu002c0'.repeat(mostValues)}]"}`, true],
    ['commas of a text', text('a,'.repeat(mostValues * 2)), false],
    ['commas after quotation marks of a text', text('"[,'.repeat(mostValues)), false],
    ['commas after backslashes', `{"a":"\\\\","b":${list(mostValues + 1)}}`, true],
    ['in a list of maps', list(mostValues / 2 + 1, '{}'), true],
    ['after a JSON text, once', `{"a":"[","b":${list((mostValues * 3) / 4)}}`, false],
    ['letters of a JSON text', text(`["${'a'.repeat(mostValues * 2)}"]`), false],
    ['of a text without an end', `{"a":"${','.repeat(mostValues * 2)}`, false],
  ])('%s: are counted without parsing', (_what, json, isMany) => {
    expect(hasTooManyValues(json)).toBe(isMany)
  })
})

import type { Random } from './random.ts'

/** Part of every text that is put into a body: no answer and no log may contain it. */
export const secret = 'zQxSECRETxQz'
/** The same among numbers. */
export const secretNumber = '747004711'

/** Characters that something on the way may not take. */
export const oddCharacters = [
  '\0',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u200f',
  '\ufeff',
  '\ufffd',
  '\ufffe',
  '\uffff',
  '\u{1fffe}',
  '\u{10ffff}',
  '😀',
  'שלום',
  'é',
  'ﷺ',
  '\ud800',
  '\udbff',
  '\udc00',
  '\udfff',
]

/** Escapes as JSON text has them; some end in half a character. */
const oddEscapes = [
  '\\u0000',
  '\\u001f',
  '\\ufffe',
  '\\uffff',
  '\\ufeff',
  '\\ud800',
  '\\udfff',
  '\\udfff\\ud800',
  '\\ud83d\\ude00',
  '\\u005f\\u005fproto\\u005f\\u005f',
  '\\/',
  '\\b\\f\\n\\r\\t',
  '\\"',
  '\\\\',
]

const oddNumbers = [
  '0',
  '-0',
  '-0.0',
  '1',
  '-1',
  '0.1',
  '1.50',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567',
  '123456789012345679',
  '9223372036854775807',
  '18446744073709551616',
  '0.12345678901234567',
  '12345678901234567890123456789012345678',
  '123456789012345678901234567890123456789',
  '0.12345678901234567890123456789012345678901234567890',
  '1e0',
  '1E+2',
  '5e-324',
  '1e-7',
  '1e21',
  '1e125',
  '1e126',
  '1e-130',
  '1e-131',
  '1e308',
  '1e309',
  '-1e400',
  '1e-400',
  `0e${'9'.repeat(20)}`,
  '9'.repeat(400),
  `-${'1'.repeat(20_000)}`,
  `0.${'0'.repeat(300)}1`,
  secretNumber,
]

/** As many elements as a delivery may have, and one more. */
const manyElements = [500, 501].map((count) => `[${'{"Id":"1"},'.repeat(count - 1)}{}]`)

const oddLiterals = [
  ...manyElements,
  'null',
  'true',
  'false',
  '{}',
  '[]',
  '""',
  '[{}]',
  '[[]]',
  '[null]',
  '{"":""}',
  '" "',
]

/** Texts that mean something to some reader. */
const oddTexts = [
  '0',
  '00',
  '007',
  '-1',
  '1.5',
  '1e5',
  '12345678901234567890123456789012345678',
  '123456789012345678901234567890123456789',
  '٣٤',
  'True',
  'false',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'constructor',
  'Add',
  'Remove',
  '31-02-2024 10:00:00',
  '9999-12-31T23:59:59-14:00',
  '0000-00-00T00:00:00',
  '31-12-2099 23:59:59',
  '2100-01-01T00:00:00',
  // The lengths of names and of index keys, in characters that have four bytes.
  ...[40, 41, 512, 513].map((length) => '😀'.repeat(length)),
  '2024-06-02T15:47:50.123456789+14:00',
  '{"Id":"1"}',
  '[{"Id":9223372036854775807}]',
  '{"__proto__":{"Id":"1"}}',
  '{',
  '[[[[',
  `${'['.repeat(20_000)}1`,
  '{"a":'.repeat(20_000),
  '<Object><Id>1</Id></Object>',
  '\t\n ',
  'a.b.c',
  'a#b#c',
]

/** Names that a JavaScript object, a reader of ours, or a table gives a meaning. */
const oddNames = [
  '',
  ' ',
  '.',
  '0',
  '-1',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'toJSON',
  'hasOwnProperty',
  'then',
  'length',
  'name',
  'size',
  'value',
  'get',
  'S',
  'N',
  'M',
  'NULL',
  'record',
  'payload',
  'Event',
  'Id',
  'id',
  'ID',
  'requestId',
  'RequestId',
  'Object',
  'User',
  'Tags',
  'Tag',
  'Activities',
  'Children',
  'Data',
  'Type',
  'eventName',
  'Name',
  'Subscription',
]

const lengths = [1, 50, 199, 200, 201, 255, 1024, 1999, 2000, 2001, 2048, 2049]

/** How long a text is made: mostly near a limit of ours, now and then above that of a message. */
export function oddLength(random: Random): number {
  if (random.chance(0.97)) return random.pick(lengths)
  return random.pick([16_384, 66_000, 131_000, 132_000, 262_145])
}

/** A text in JSON, with quotes, that contains the secret. */
export function secretText(random: Random): string {
  const text = JSON.stringify(`${secret}${random.chance(0.3) ? random.pick(oddCharacters) : ''}`)
  return random.chance(0.2) ? `${text.slice(0, -1)}${random.pick(oddEscapes)}"` : text
}

/** Names that make an object pass for one of JavaScript's own. */
const impostors = ['Set', 'Map', 'String', 'Number', 'Boolean', 'Uint8Array', 'Object']

/** Any value, as JSON text. */
export function oddValue(random: Random): string {
  const kind = random.below(100)
  if (kind < 25) return secretText(random)
  if (kind < 45) return random.pick(oddNumbers)
  if (kind < 60) return random.pick(oddLiterals)
  if (kind < 78) return JSON.stringify(random.pick(oddTexts))
  if (kind < 84) return `"${random.pick(oddEscapes)}${secret}"`
  // Written raw: what of it is no JSON is for the parser to say.
  if (kind < 88) return `"${random.pick(oddCharacters)}${secret}"`
  if (kind < 95)
    return JSON.stringify(random.pick(['x', 'א', '😀', '0', '"', '\0', '\ufffe']).repeat(oddLength(random)))
  if (kind < 98) return `{"constructor":{"name":"${random.pick(impostors)}"},"a":1}`
  return deep(random)
}

/** The name of a member, as JSON text. */
export function oddName(random: Random): string {
  const kind = random.below(20)
  if (kind < 13) return JSON.stringify(random.pick(oddNames))
  if (kind < 15) return secretText(random)
  if (kind < 17) return `"${random.pick(oddEscapes)}"`
  if (kind < 18) return '"\\u005f_proto__"'
  return JSON.stringify(random.pick(['k', 'ק', '\0']).repeat(oddLength(random)))
}

const depths = [5, 25, 27, 28, 29, 30, 31, 32, 33, 40, 200]

/** So deep that a reader that calls itself runs out of stack. Rare: such a body takes far longer than any other. */
const abysses = [2_000, 10_000, 100_000]

function deep(random: Random): string {
  const depth = random.chance(0.97) ? random.pick(depths) : random.pick(abysses)
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"":', '}]'],
  ] as const)
  // One that needs its digits kept is walked, not only parsed.
  const core = random.pick(['1', '""', '9223372036854775807', '{}'])
  return `${open.repeat(depth)}${core}${random.chance(0.95) ? close.repeat(depth) : ''}`
}

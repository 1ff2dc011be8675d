import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { largestBody } from '../../../shared/events/large-bodies.ts'
import { type BodyHeaders, isOther, objectIn, rawBody } from '../../../shared/ingest/body.ts'
import * as others from '../../../shared/ingest/other-bodies.ts'
import { readXml } from '../../../shared/ingest/xml.ts'

/** What the ingest function reads of a body in base64. */
function read(bytes: Uint8Array, headers: BodyHeaders = {}) {
  const { raw, refusal } = others.decodeBody(base64(bytes), true, headers)
  return refusal ?? objectIn(raw, { others })
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const xml = (text: string) => objectIn({ body: text }, { others })
const refused = (reason: string, expected: string, received: string) => ({
  reason,
  issues: [{ path: '', expected, received }],
})
const object = (inner: object) => ({ object: { Event: inner } })

describe('XML is read as the JSON that CommBox makes of it', () => {
  const event = object({ Name: 'OnNew', Object: { Id: '9223372036854775807', Message: 'שלום' } })
  const plain =
    '<Event Name="OnNew"><Object Id="9223372036854775807"><Message>שלום</Message></Object></Event>'
  const soap = (uri: string) =>
    `<s:Envelope xmlns:s="${uri}" s:encodingStyle="x"><s:Header><a>1</a></s:Header><s:Body>${plain}</s:Body></s:Envelope>`
  test.each([
    ['plain', plain],
    ['after a declaration and a byte-order mark', `\uFEFF<?xml version="1.0" encoding="utf-8"?>\n${plain}`],
    ['after blanks', `\n ${plain}\n`],
    ['after blanks and a declaration', ` \n<?xml version="1.0"?>${plain}`],
    ['in SOAP 1.1', soap('http://schemas.xmlsoap.org/soap/envelope/')],
    ['in SOAP 1.2', `<?xml version="1.0"?>${soap('http://www.w3.org/2003/05/soap-envelope')}`],
    [
      'in a namespace, with a prefix or without',
      '<c:Event xmlns:c="urn:c" c:Name="OnNew"><Object xmlns="urn:d" Id="9223372036854775807" ' +
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="c"><c:Message xml:space="preserve">שלום</c:Message></Object></c:Event>',
    ],
    ['in CDATA', plain.replace('שלום', '<![CDATA[של]]>ום')],
    ['with character references', plain.replace('שלום', '&#1513;&#x5DC;וم'.replace('م', '&#1501;'))],
    ['with comments and instructions', plain.replace('<Message>', '<!-- a --><?b c?><Message>')],
    ['with elements in place of attributes', plain.replace(' Name="OnNew">', '><Name>OnNew</Name>')],
  ])('%s', (_how, text) => {
    expect(xml(text)).toEqual(event)
  })

  test.each([
    ['repeated elements are a list', '<a>1</a><b/><a>2</a>', { a: ['1', '2'], b: '' }],
    [
      'an attribute and an element of one name are both kept',
      '<a Id="1"><Id>2</Id></a>',
      { a: { Id: ['1', '2'] } },
    ],
    ['text beside members is kept', '<a Id="1"> x </a>', { a: { Id: '1', '#text': ' x ' } }],
    ['JSON stays text', '<a>{"b": 9007199254740993}</a>', { a: '{"b": 9007199254740993}' }],
    ['the five entities are read, once', '<a>&lt;&amp;lt;&gt;&quot;&apos;</a>', { a: '<&lt;>"\'' }],
    ['blanks of a text are kept', '<a> x\t</a>', { a: ' x\t' }],
    ['blanks beside members are not', '<a Id="1"> \n<b/> </a>', { a: { Id: '1', b: '' } }],
    ['a message of SOAP inside is content', '<Envelope><Body/></Envelope>', { Envelope: { Body: '' } }],
  ])('%s', (_what, inner, expected) => {
    expect(xml(`<Event>${inner}</Event>`)).toEqual(object(expected))
  })

  test('an Envelope without a Body is content', () => {
    expect(xml('<Envelope><a/></Envelope>')).toEqual({ object: { Envelope: { a: '' } } })
  })

  test.each([
    ['not well-formed', '<Event><a></Event>', 'not-json'],
    ['two roots', '<Event/><Event/>', 'not-json'],
    ['text after the end', '<Event/>x', 'not-json'],
    ['an attribute twice', '<Event a="1" a="2"/>', 'not-json'],
    ['an unbound prefix', '<c:Event/>', 'not-json'],
    ['an unknown entity', '<Event>&name;</Event>', 'not-json'],
    ['half a character', '<Event>&#xD800;</Event>', 'not-json'],
    ['a DOCTYPE', '<!DOCTYPE Event [<!ENTITY a "b">]><Event>&a;</Event>', 'not-json'],
    ['an external entity', '<!DOCTYPE Event SYSTEM "http://127.0.0.1:1/x"><Event/>', 'not-json'],
    ['only a text', '<Event>x</Event><!-- -->'.replace('Event>x', 'a:Event>x'), 'not-json'],
    ['a SOAP message without content', '<Envelope><Body>x</Body></Envelope>', 'not-an-object'],
    ['many levels', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`, 'too-deep'],
    ['levels without end', '<a>'.repeat(2_000_000), 'too-deep'],
    ['many elements', `<a>${'<b/>'.repeat(100_001)}</a>`, 'too-complex'],
    [
      'many attributes',
      `<a ${Array.from({ length: 100_001 }, (_, n) => `a${n}=""`).join(' ')}/>`,
      'too-complex',
    ],
    ['many values in a JSON text', `<a>[${'1,'.repeat(100_001)}1]</a>`, 'too-complex'],
    ['a forbidden name', '<Event><__proto__><a>1</a></__proto__></Event>', 'invalid'],
  ])('with %s it is refused', (_what, text, reason) => {
    expect(xml(text)).toMatchObject({ reason, issues: [{ path: '' }] })
  })

  test.each([
    ['<Event><a></Event>', 'well-formed XML', 'XML that is not well-formed'],
    ['<!DOCTYPE Event><Event/>', 'XML without a DOCTYPE', 'a DOCTYPE'],
  ])('the issue of %s says what is wrong', (text, expected, received) => {
    expect(xml(text)).toEqual(refused('not-json', expected, received))
  })

  test('elements and attributes are counted together', () => {
    const text = '<a b="1" c="2"><d>x</d></a>'
    expect(readXml(text, 4)).toEqual({ a: { b: '1', c: '2', d: 'x' } })
    const thrown = { reason: 'too-complex', expected: 'at most 3 elements and attributes', message: 'more' }
    expect(() => readXml(text, 3)).toThrow(expect.objectContaining(thrown))
  })

  test('33 levels are read, and no more', () => {
    const nested = (levels: number) => readXml('<a>'.repeat(levels) + '</a>'.repeat(levels), 100)
    expect(JSON.stringify(nested(33)).match(/"a"/g)).toHaveLength(33)
    const thrown = { reason: 'too-deep', expected: 'at most 30 levels of nesting', message: 'more' }
    expect(() => nested(34)).toThrow(expect.objectContaining(thrown))
  })

  test('too many values are read if they need not be few', () => {
    const many = `<a>${'<b/>'.repeat(100_001)}</a>`
    expect(objectIn({ body: many }, { isBounded: false, others })).toHaveProperty(
      'object.a.b.length',
      100_001,
    )
  })
})

describe('a charset', () => {
  const hebrew = Buffer.from([0xf9, 0xec, 0xe5, 0xed])
  const bytes = (before: string, after: string) =>
    Buffer.concat([Buffer.from(before), hebrew, Buffer.from(after)])
  const json = bytes('{"payload":{"Message":"', '"}}')
  const expected = { object: { payload: { Message: 'שלום' } } }

  test.each(['windows-1255', '"Windows-1255"', 'iso-8859-8-i'])('%s is decoded', (charset) => {
    expect(read(json, { type: `application/octet-stream; charset=${charset}` })).toEqual(expected)
  })

  test('of an XML declaration is decoded', () => {
    const text = bytes('<?xml version="1.0" encoding="windows-1255"?><Event><a>', '</a></Event>')
    expect(read(text)).toEqual(object({ a: 'שלום' }))
  })

  test('of a byte-order mark is decoded', () => {
    const little = Buffer.from(`\uFEFF${JSON.stringify(expected.object)}`, 'utf16le')
    expect(read(little)).toEqual(expected)
    expect(read(Buffer.from(little).swap16())).toEqual(expected)
    expect(read(little.subarray(2), { type: 'x/y; charset=utf-16le' })).toEqual(expected)
  })

  test('a text is as it came, with its byte-order mark', () => {
    const body = '\uFEFF{}'
    expect(others.decodeBody(base64(Buffer.from(body, 'utf16le')), true)).toEqual({ raw: { body } })
  })

  test.each([
    ['none', {}, 'other bytes'],
    ['one that does not exist', { type: 'x/y; charset=windows-9999' }, 'bytes of another charset'],
    ['another than that of the bytes', { type: 'x/y; charset=utf-8' }, 'other bytes'],
  ])('%s: bytes that cannot be decoded are refused, and kept as they came', (_what, headers, received) => {
    const body = base64(json)
    const expected = 'UTF-8, or the charset and the encoding that the headers name'
    expect(others.decodeBody(body, true, headers)).toEqual({
      raw: { body, bodyEncoding: 'base64' },
      refusal: refused('not-json', expected, received),
    })
  })

  test.each([
    [[0xff, 0x7b, 0x7d, 0x20]],
    [[0x7b, 0xfe, 0x7d, 0x20]],
    [[0xfe, 0x7b, 0x7d, 0x20]],
    [[0x7b, 0xff, 0x7d, 0x20]],
  ])('%j: half a byte-order mark is none', (bytes) => {
    const body = base64(Buffer.from(bytes))
    expect(others.decodeBody(body, true).raw).toEqual({ body, bodyEncoding: 'base64' })
  })

  // The gateway passes some types as text, for which it reads bytes as UTF-8.
  const declared = (encoding: string) => `<?xml version="1.0" ${encoding}?><a>\uFFFD</a>`
  const quoted = JSON.stringify({ a: declared('encoding="windows-1255"') })
  test.each([
    [true, '{"a":"\uFFFD\uFFFD"}', 'application/json; charset=windows-1255'],
    [true, declared('encoding="windows-1255"'), undefined],
    [true, ` ${declared("encoding = 'x-utf-8'")}`, undefined],
    [true, declared('encoding="utf-80"'), undefined],
    [false, declared('encoding="utf-8"'), undefined],
    [false, declared('encoding="UTF8"'), undefined],
    [false, quoted.replaceAll('\\"', "'"), undefined],
    [false, '{"a":"\uFFFD"}', 'application/json'],
    [false, '{"a":"שלום"}', 'application/json; charset=windows-1255'],
  ])('of another charset the gateway has replaced bytes: %s for %j, %s', (isLost, body, type) => {
    const refusal = refused('not-json', 'UTF-8', 'bytes of another charset, which are lost')
    expect(others.decodeBody(body, false, { type })).toEqual({
      raw: { body },
      ...(isLost ? { refusal } : {}),
    })
  })
})

describe('a compressed body', () => {
  const text = Buffer.from('{"payload":{"Id":"1"}}')
  const expected = { object: { payload: { Id: '1' } } }

  test.each([
    ['gzip', gzipSync(text), { encoding: 'gzip' }],
    ['gzip without a header', gzipSync(text), {}],
    ['deflate', deflateSync(text), { encoding: 'deflate' }],
    ['deflate without the format of zlib', deflateRawSync(text), { encoding: 'deflate' }],
    ['nothing, although the header says gzip', text, { encoding: 'gzip' }],
    ['nothing, although the header says deflate', text, { encoding: 'deflate' }],
  ])('by %s is read', (_how, bytes, headers) => {
    expect(read(bytes, headers)).toEqual(expected)
    expect(isOther(rawBody(Buffer.from(bytes).toString('base64'), true), headers) || bytes === text).toBe(
      true,
    )
  })

  test('of stored blocks is read, whose beginning is half that of zlib', () => {
    const block = (first: number, bytes: Buffer) =>
      Buffer.concat([Buffer.from([first, bytes.length, 0, ~bytes.length & 0xff, 0xff]), bytes])
    const stored = Buffer.concat([block(0x08, text), block(0x01, Buffer.alloc(0))])
    expect(read(stored, { encoding: ' Deflate ' })).toEqual(expected)
    // As a number of 16 bits, the first two bytes are a multiple of 31.
    const plain = Buffer.from('<m><a>1</a></m>')
    expect(read(plain, { encoding: 'deflate' })).toEqual({ object: { m: { a: '1' } } })
  })

  test.each(['x-deflate', 'deflate, br', 'deflates'])('by %s is kept as it came', (encoding) => {
    const body = base64(deflateSync(text))
    expect(others.decodeBody(body, true, { encoding }).raw).toEqual({ body, bodyEncoding: 'base64' })
  })

  test.each([
    ['the first byte', [0x1f, 0x7b], 'not-json'],
    ['the second byte', [0x22, 0x8b, 0x22], 'not-an-object'],
  ])('is not what has only %s of gzip', (_what, bytes, reason) => {
    const { raw, refusal } = others.decodeBody(base64(Buffer.from(bytes)), true, {
      type: 'x/y; charset=windows-1252',
    })
    expect(refusal).toBeUndefined()
    expect(objectIn(raw, { others })).toMatchObject({ reason })
  })

  const tooLarge = refused('too-complex', 'at most 6291456 bytes when it is decoded', 'more')
  test.each([
    [
      'it is broken',
      gzipSync(text).subarray(0, -9),
      refused('not-json', 'UTF-8, or the charset and the encoding that the headers name', 'other bytes'),
    ],
    ['it is larger than a body can be', gzipSync(Buffer.alloc(largestBody + 1, ' ')), tooLarge],
    ['it is so before its charset is looked at', gzipSync(Buffer.alloc(largestBody + 1, 0xff)), tooLarge],
  ])('is kept as it came if %s', (_why, bytes, refusal) => {
    const body = base64(bytes)
    expect(others.decodeBody(body, true, { encoding: 'gzip' })).toEqual({
      raw: { body, bodyEncoding: 'base64' },
      refusal,
    })
  })

  test('has every limit after it is decoded', () => {
    const many = gzipSync(`{"payload":[${'1,'.repeat(200_000)}1]}`)
    expect(read(many)).toMatchObject({ reason: 'too-complex' })
    // A character of one byte, and of two in UTF-8.
    const wide = (bytes: number) =>
      others.decodeBody(base64(Buffer.alloc(bytes, 0xf9)), true, { type: 'x/y; charset=windows-1255' })
    expect(wide(largestBody / 2).refusal).toBeUndefined()
    expect(wide(largestBody / 2 + 1).refusal).toEqual(tooLarge)
  })
})

describe('a form', () => {
  const form = (fields: Record<string, string>) => xml(new URLSearchParams(fields).toString())
  test.each([
    ['a payload', '{"Id":9223372036854775807,"Message":"א+ &"}'],
    ['an envelope', '{"payload":{"Id":9223372036854775807,"Message":"א+ &"}}'],
  ])('with %s is read', (_what, payload) => {
    expect(form({ a: '1', payload })).toEqual({
      object: { payload: { Id: '9223372036854775807', Message: 'א+ &' } },
    })
  })

  test('with XML is read', () => {
    expect(form({ payload: '<Event Name="OnNew"/>' })).toEqual(object({ Name: 'OnNew' }))
  })

  test('is not what JSON with such a text is', () => {
    expect(xml('{"a":"x&payload={}"}')).toEqual({ object: { a: 'x&payload={}' } })
  })

  test('is read after blanks, and its XML as well', () => {
    expect(xml(' \n payload=+%3CEvent+Name="OnNew"/%3E')).toEqual(object({ Name: 'OnNew' }))
  })

  test('with too many values is read if they need not be few', () => {
    const body = `payload={"a":[${'1,'.repeat(100_000)}1]}`
    expect(xml(body)).toMatchObject({ reason: 'too-complex' })
    expect(objectIn({ body }, { isBounded: false, others })).toHaveProperty(
      'object.payload.a.length',
      100_001,
    )
  })

  test.each([
    ['payload=%F9', refused('not-json', 'a form in UTF-8', 'bytes of another charset')],
    ['payload=%', refused('not-json', 'a form in UTF-8', 'bytes of another charset')],
    ['payload=', refused('empty-body', 'a JSON object', 'nothing')],
    ['payload=x', refused('not-json', 'JSON or XML', 'other text')],
    ['other={}', refused('not-json', 'JSON or XML', 'other text')],
  ])('%s is refused', (text, refusal) => {
    expect(xml(text)).toEqual(refusal)
  })
})

import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { largestBody } from '../../../shared/events/large-bodies.ts'
import { type BodyHeaders, isOther, objectIn, rawBody } from '../../../shared/ingest/body.ts'
import * as others from '../../../shared/ingest/other-bodies.ts'

/** What the ingest function reads of a body in base64. */
function read(bytes: Uint8Array, headers: BodyHeaders = {}) {
  const body = Buffer.from(bytes).toString('base64')
  const { raw, refusal } = others.decodeBody(body, true, headers)
  return refusal ?? objectIn(raw, { others })
}

const xml = (text: string) => objectIn({ body: text }, { others })
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
  ])('%s', (_what, inner, expected) => {
    expect(xml(`<Event>${inner}</Event>`)).toEqual(object(expected))
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

  test.each([
    ['none', {}],
    ['one that does not exist', { type: 'x/y; charset=windows-9999' }],
    ['another than that of the bytes', { type: 'x/y; charset=utf-8' }],
  ])('%s: bytes that cannot be decoded are refused, and kept as they came', (_what, headers) => {
    const body = json.toString('base64')
    expect(others.decodeBody(body, true, headers)).toMatchObject({
      raw: { body, bodyEncoding: 'base64' },
      refusal: { reason: 'not-json' },
    })
  })

  // The gateway passes some types as text, for which it reads bytes as UTF-8.
  test('is refused if the gateway has replaced bytes', () => {
    const body = '{"payload":{"Message":"\uFFFD\uFFFD"}}'
    const type = 'application/json; charset=windows-1255'
    expect(others.decodeBody(body, false, { type }).refusal).toEqual({
      reason: 'not-json',
      issues: [{ path: '', expected: 'UTF-8', received: 'bytes of another charset, which are lost' }],
    })
    const declared = `<?xml version="1.0" encoding="windows-1255"?><a>\uFFFD</a>`
    expect(others.decodeBody(declared, false).refusal).toMatchObject({ reason: 'not-json' })
    expect(others.decodeBody(body, false, { type: 'application/json' }).refusal).toBeUndefined()
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

  test('is kept as it came if it is broken, or larger than a body can be', () => {
    for (const bytes of [gzipSync(text).subarray(0, -9), gzipSync(Buffer.alloc(largestBody + 1, ' '))]) {
      const body = bytes.toString('base64')
      const { raw, refusal } = others.decodeBody(body, true, { encoding: 'gzip' })
      expect(raw).toEqual({ body, bodyEncoding: 'base64' })
      expect(refusal?.reason).toMatch(/not-json|too-complex/)
    }
  })

  test('has every limit after it is decoded', () => {
    const many = gzipSync(`{"payload":[${'1,'.repeat(200_000)}1]}`)
    expect(read(many)).toMatchObject({ reason: 'too-complex' })
    const wide = Buffer.alloc(largestBody / 2 + 10, 0xf9)
    expect(read(wide, { type: 'x/y; charset=windows-1255' })).toMatchObject({ reason: 'too-complex' })
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

  test.each([
    ['payload=%F9', 'not-json'],
    ['payload=%', 'not-json'],
    ['payload=', 'empty-body'],
    ['payload=x', 'not-json'],
    ['other={}', 'not-json'],
  ])('%s is refused', (text, reason) => {
    expect(xml(text)).toMatchObject({ reason })
  })
})

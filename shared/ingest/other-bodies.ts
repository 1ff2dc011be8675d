import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { isObject, mostValues } from '../commbox/json.ts'
import { largestBody } from '../events/large-bodies.ts'
import {
  type BodyHeaders,
  charsetOf,
  type Decoded,
  objectIn,
  type RawBody,
  type Refusal,
  refusal,
} from './body.ts'
import { readXml, XmlError } from './xml.ts'

/*
 * Reads what is not JSON in UTF-8: other charsets, compressed bodies, forms and XML. The ingest function has it in a
 * second bundle, which is loaded when the first such body comes.
 */

/**
 * Decodes a body: by its Content-Encoding, or if it looks compressed, and by the charset of its Content-Type or its XML
 * declaration.
 *
 * @returns a text, or the bytes in base64 and why they cannot be read. U+FFFD never takes the place of a byte.
 */
export function decodeBody(
  body: string,
  isBase64Encoded: boolean,
  headers: BodyHeaders = {},
): { raw: RawBody; refusal?: Refusal } {
  const declared = charsetOf(headers)
  if (!isBase64Encoded) {
    // The gateway has read the bytes as UTF-8.
    const charset = declared ?? charsetOfXml(body)
    return charset !== undefined && body.includes('\uFFFD')
      ? {
          raw: { body },
          refusal: refusal('not-json', 'UTF-8', 'bytes of another charset, which are lost'),
        }
      : { raw: { body } }
  }
  const raw: RawBody = { body, bodyEncoding: 'base64' }
  try {
    const bytes = inflated(Buffer.from(body, 'base64'), headers.encoding)
    const charset = declared ?? charsetOfMark(bytes) ?? charsetOfXml(bytes.toString('latin1', 0, 200))
    const text = new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
    return Buffer.byteLength(text) <= largestBody ? { raw: { body: text } } : { raw, refusal: tooLarge }
  } catch (error) {
    if (Object(error).code === 'ERR_BUFFER_TOO_LARGE') return { raw, refusal: tooLarge }
    return { raw, refusal: undecodable(declared) }
  }
}

const tooLarge = refusal('too-complex', `at most ${largestBody} bytes when it is decoded`, 'more')

function undecodable(charset: string | undefined): Refusal {
  const expected = 'UTF-8, or the charset and the encoding that the headers name'
  return refusal('not-json', expected, charset ? 'bytes of another charset' : 'other bytes')
}

const limit = { maxOutputLength: largestBody }

/** Decompresses bytes. A body whose header is wrong, as behind a proxy, stays as it is. */
function inflated(bytes: Buffer, encoding = ''): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (isGzip) return gunzipSync(bytes, limit)
  if (!/^\s*deflate\s*$/i.test(encoding)) return bytes
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
  if (isZlib) return inflateSync(bytes, limit)
  return /[\s{[<]/.test(bytes.toString('latin1', 0, 1)) ? bytes : inflateRawSync(bytes, limit)
}

function charsetOfMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
}

/** The charset that an XML declaration names, other than UTF-8. */
function charsetOfXml(text: string): string | undefined {
  const charset = /^\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)["']/.exec(text)?.[1]
  return charset && !/^utf-?8$/i.test(charset) ? charset : undefined
}

/** Reads a text that begins as XML or as a form with the field `payload`; undefined if it is neither. */
export function readOther(text: string, isBounded: boolean): Decoded | undefined {
  if (/^\s*["{[]/.test(text)) return undefined
  if (text.trimStart().startsWith('<')) return xmlIn(text, isBounded)
  const value = /(?:^|&)payload=([^&]*)/i.exec(text.trimStart())?.[1]
  return value === undefined ? undefined : payloadOfForm(value, isBounded)
}

function xmlIn(text: string, isBounded: boolean): Decoded {
  try {
    const value = readXml(text.trimStart(), isBounded ? mostValues : Number.POSITIVE_INFINITY)
    // JSON texts inside it count as well.
    return objectIn({ body: JSON.stringify(value) }, { isBounded })
  } catch (error) {
    if (error instanceof XmlError) return refusal(error.reason, error.expected, error.message)
    throw error
  }
}

/** The value is a payload, or an envelope. */
function payloadOfForm(value: string, isBounded: boolean): Decoded {
  let body: string
  try {
    body = decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return refusal('not-json', 'a form in UTF-8', 'bytes of another charset')
  }
  const decoded = body.trimStart().startsWith('<')
    ? xmlIn(body, isBounded)
    : objectIn({ body }, { isBounded })
  if ('reason' in decoded) return decoded
  const { object } = decoded
  return isObject(object.payload) || isObject(object.Event) ? decoded : { object: { payload: object } }
}

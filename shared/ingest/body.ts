import {
  hasTooManyValues,
  isObject,
  type JsonObject,
  mostValues,
  parseJson,
  whyUnstorable,
} from '../commbox/json.ts'
import { typeName } from '../entities/trigger.ts'
import type { Issue, QuarantineReason } from '../events/delivery.ts'

/** A body as received, for quarantine: text if it is UTF-8, else base64. */
export type RawBody = { body: string; bodyEncoding?: 'base64' }

export type Refusal = { reason: QuarantineReason; issues: Issue[] }

export type Decoded = { object: JsonObject } | Refusal

/** Content-Type and Content-Encoding of a request. */
export type BodyHeaders = { type?: string | undefined; encoding?: string | undefined }

/** Reads what is not JSON in UTF-8. */
export type OtherBodies = typeof import('./other-bodies.ts')

/** The charset that the Content-Type names, other than UTF-8. */
export function charsetOf({ type = '' }: BodyHeaders): string | undefined {
  const charset = /charset\s*=\s*["']?([^\s;"',]+)/i.exec(type)?.[1]
  return charset && !/^utf-?8$/i.test(charset) ? charset : undefined
}

/** Whether a body may need `OtherBodies`: it does not begin as JSON, or its headers name another form. */
export function isOther({ body }: RawBody, headers: BodyHeaders): boolean {
  const isCompressed = /gzip|deflate/i.test(headers.encoding ?? '')
  return isCompressed || charsetOf(headers) !== undefined || !/^\s*[{[]/.test(body)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Returns the body of a request. API Gateway passes every content type that it does not consider text as base64. */
export function rawBody(body: string | undefined, isBase64Encoded: boolean): RawBody {
  if (body === undefined) return { body: '' }
  if (!isBase64Encoded) return { body }
  try {
    return { body: utf8.decode(Buffer.from(body, 'base64')) }
  } catch {
    return { body, bodyEncoding: 'base64' }
  }
}

/**
 * Parses the JSON object in a body, whatever its content type, with or without a byte-order mark.
 *
 * @param isBounded whether a body with too many values is refused before it is parsed
 * @param others reads XML and forms
 */
export function objectIn(
  raw: RawBody,
  { isBounded = true, others }: { isBounded?: boolean; others?: OtherBodies | undefined } = {},
): Decoded {
  if (raw.bodyEncoding) return refusal('not-json', 'JSON in UTF-8', 'bytes that are not UTF-8')
  const other = others?.readOther(raw.body, isBounded)
  if (other) return other
  const text = raw.body.replace(/^\uFEFF/, '')
  if (text.trim() === '') return refusal('empty-body', 'a JSON object', 'nothing')
  if (isBounded && hasTooManyValues(text))
    return refusal('too-complex', `at most ${mostValues} values`, 'more')
  try {
    const value = parseJson(text)
    if (!isObject(value)) return refusal('not-an-object', 'a JSON object', typeName(value))
    const why = whyUnstorable(value)
    if (why === 'too-deep') return refusal('too-deep', 'at most 30 levels of nesting', 'more')
    if (why === 'forbidden-name') return refusal('invalid', 'no member named __proto__', 'one')
    return { object: value }
  } catch (error) {
    if (error instanceof RangeError) return refusal('too-deep', 'at most 30 levels of nesting', 'more')
    return refusal('not-json', 'JSON or XML', 'other text')
  }
}

export function refusal(reason: QuarantineReason, expected: string, received: string): Refusal {
  return { reason, issues: [{ path: '', expected, received }] }
}

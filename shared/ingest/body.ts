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

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes the body of a request. API Gateway passes every content type that it does not consider text as base64. */
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
 */
export function objectIn(raw: RawBody, isBounded = true): { object: JsonObject } | Refusal {
  if (raw.bodyEncoding) return refusal('not-json', 'JSON in UTF-8', 'bytes that are not UTF-8')
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
    return refusal('not-json', 'JSON', text.trimStart().startsWith('<') ? 'XML' : 'text that is not JSON')
  }
}

function refusal(reason: QuarantineReason, expected: string, received: string): Refusal {
  return { reason, issues: [{ path: '', expected, received }] }
}

/** A value as JSON knows it. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Finds a number that a double may not hold: 16 digits from 9… on, 17 and more, or an exponent.
 * A match inside a text costs time and changes nothing.
 */
const mayRound = /(?:^|[:[,])\s*-?(?:9\d{15}|[\d.]{17}|[\d.]+[eE])/

/** Finds the escape of half a character. Where its other half stands beside it, nothing is changed. */
const mayBeHalf = /\\u[dD][89a-fA-F]/

/**
 * Parses JSON without losing a digit: a number that a double cannot hold, such as an int64 id above 2^53,
 * becomes the string of its digits. Half a character, as a text that was cut has at its end, becomes U+FFFD:
 * UTF-8, and so DynamoDB, has nothing for it. A body without either is parsed by `JSON.parse` alone.
 *
 * @throws SyntaxError when the text is not JSON
 * @throws RangeError when it is nested too deep to be walked
 */
export function parseJson(text: string): Json {
  const whole = text.toWellFormed()
  return mayRound.test(whole) || mayBeHalf.test(whole) ? JSON.parse(whole, storable) : JSON.parse(whole)
}

function storable(_key: string, value: Json, context?: { source?: string }): Json {
  if (typeof value === 'string') return value.toWellFormed()
  if (isObject(value)) return withWholeNames(value)
  if (typeof value !== 'number' || context?.source === undefined) return value
  return isExact(value, context.source) ? value : context.source
}

function withWholeNames(value: JsonObject): JsonObject {
  const members = Object.entries(value)
  if (members.every(([name]) => name.isWellFormed())) return value
  return Object.fromEntries(members.map(([name, member]) => [name.toWellFormed(), member]))
}

/** Digits that every double prints back as they came. */
const exactDigits = 15

/** Whether a double stands for the number that was written, and DynamoDB takes it. */
function isExact(value: number, source: string): boolean {
  const isInRange = Math.abs(value) <= Number.MAX_SAFE_INTEGER && (value === 0 || Math.abs(value) > 1e-100)
  if (!isInRange || /[eE]/.test(source)) return isInRange && String(value) === source
  if (/^-?\d+$/.test(source) || String(value) === source) return true
  return source.replace(/\D/g, '').length <= exactDigits
}

/** What keeps a JSON value from being stored as a DynamoDB map, if anything does. */
export type Unstorable = 'too-deep' | 'forbidden-name'

/**
 * DynamoDB nests 32 levels and our items use two of them. A member called `__proto__` would be lost on its
 * way through JavaScript objects, so it is refused rather than dropped.
 */
export function whyUnstorable(value: Json, levels = 30): Unstorable | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return 'too-deep'
  if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) return 'forbidden-name'
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    const why = whyUnstorable(member, levels - 1)
    if (why !== undefined) return why
  }
  return undefined
}

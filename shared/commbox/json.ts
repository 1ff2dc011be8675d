/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Finds a number that a double may not hold: 16 digits from 9… on, 17 or more, or an exponent.
 * A false match, such as one inside a string, costs time and changes nothing.
 */
const mayRound = /(?:^|[:[,])\s*-?(?:9\d{15}|[\d.]{17}|[\d.]+[eE])/

/** Finds the escape of a surrogate. A pair of them is a whole character and is not changed. */
const mayBeHalf = /\\u[dD][89a-fA-F]/

/**
 * Parses JSON without losing a digit: a number that a double cannot hold, such as an int64 id above 2^53,
 * becomes a string of its digits. A lone surrogate, as at the end of a text that was cut, becomes U+FFFD: UTF-8,
 * and so DynamoDB, cannot hold it. Without either, this is `JSON.parse` and nothing else.
 *
 * @throws SyntaxError if the text is not JSON
 * @throws RangeError if it is nested too deeply to be walked
 */
export function parseJson(text: string): Json {
  const whole = text.toWellFormed()
  return mayRound.test(whole) || mayBeHalf.test(whole) ? JSON.parse(whole, storable) : JSON.parse(whole)
}

function storable(_key: string, value: Json, context?: { source?: string }): Json {
  if (typeof value === 'string') return value.toWellFormed()
  if (isObject(value)) return withWholeNames(value)
  if (typeof value !== 'number') return value
  const { source = String(value) } = context ?? {}
  return isExact(value, source) ? value : source
}

function withWholeNames(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed(), member]))
}

/** Any decimal with so many significant digits survives the way through a double. */
const exactDigits = 15

/** Whether a double is exactly the number that was written, and DynamoDB can hold it. */
function isExact(value: number, source: string): boolean {
  const isInRange = Math.abs(value) <= Number.MAX_SAFE_INTEGER && (value === 0 || Math.abs(value) > 1e-100)
  if (!isInRange || /[eE]/.test(source)) return isInRange && String(value) === source
  if (String(value) === source) return true
  return source.replace(/\D/g, '').length <= exactDigits
}

/** Why a JSON value cannot be stored as a DynamoDB map. */
export type Unstorable = 'too-deep' | 'forbidden-name'

/**
 * Returns what prevents a value from being stored, if anything does. DynamoDB nests 32 levels, and our items use
 * two of them. A member named `__proto__` would get lost in JavaScript objects: it is refused, not dropped.
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

/** The most values that a body can have: members and elements, also those of JSON texts inside it. */
export const mostValues = 100_000

/** A text inside the JSON that may itself be JSON: after blanks, if any, its first character opens a map or a list. */
const mayBeJson =
  /(?:[ \t]|\\[nrt]|\\u00(?:09|0a|0d|20)){0,32}(?:[[{ \t]|\\[nrt]|\\u00(?:09|0a|0d|20|5b|7b))/iy

/** What separates or opens values, also as an escape inside a text. */
const separators = /[,[{]|\\u00(?:2c|5b|5c|7b)/gi

/**
 * Whether a JSON text has more values than `mostValues`. It is read once and nothing is built, so that this is known
 * before a parser spends time and memory. A text inside it that looks like JSON counts by the separators in it.
 */
export function hasTooManyValues(text: string): boolean {
  // Each value has at least a character: nearly every body ends here.
  if (text.length <= mostValues) return false
  let left = mostValues
  for (let at = 0; at < text.length && left >= 0; at += 1) {
    const character = text[at]
    if (character === ',' || character === '[' || character === '{') left -= 1
    if (character !== '"') continue
    const end = endOfText(text, at)
    mayBeJson.lastIndex = at + 1
    if (mayBeJson.test(text)) {
      separators.lastIndex = at
      for (let found = separators.exec(text); found && found.index < end && left >= 0; left -= 1)
        found = separators.exec(text)
    }
    at = end
  }
  return left < 0
}

/** The place of the quotation mark that ends the text which begins at `start`. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text[end - 1 - escapes] === '\\') escapes += 1
    if (escapes % 2 === 0) return end
  }
  return text.length
}

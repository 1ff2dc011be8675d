import { isObject, type JsonObject } from './json.ts'

/**
 * Reads an id in the one spelling that is stored: decimal digits, without blanks and leading zeros. Writers and
 * readers use it, so that `00123` is found as `123`.
 *
 * @returns null for 0 and for an empty text, which mean "none"; undefined if the text is not an id
 */
export function readId(text: string): string | null | undefined {
  const digits = text.trim()
  if (digits === '') return null
  return /^\d{1,38}$/.test(digits) ? digits.replace(/^0+/, '') || null : undefined
}

const idName = /^id$|(Id|ID)$/

/**
 * Whether a payload has nothing but ids, as CommBox sends without "include complete data". Empty members and the
 * name of the event count as nothing.
 */
export function hasOnlyIds(payload: JsonObject): boolean {
  return Object.entries(payload).every(([name, value]) => {
    if (value === null || value === '' || idName.test(name) || name === 'eventName') return true
    const members = Array.isArray(value) ? value : [value]
    return members.every((member) => isObject(member) && hasOnlyIds(member))
  })
}

import { withoutInvisibleMarks } from './text.ts'

/** The digits of Arabic and Persian keyboards. The last four bits of each are its value. */
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9]/g

/** DynamoDB's limit for the partition key of an index, in bytes. */
export const longestKey = 2048

/**
 * Returns the key under which an e-mail address is found: in lower case, without invisible marks and blanks around it.
 * Undefined if nothing is left, or too much for an index.
 */
export function emailKey(text: string): string | undefined {
  return fitting(withoutInvisibleMarks(text).trim().toLowerCase())
}

/**
 * Returns the key under which a phone number is found: its digits, in international form without + or 00.
 *
 * @param defaultCountryCode put in place of a single leading 0 (`972` for `050-1234567`); without it the 0 stays
 * @returns undefined if there is no digit other than 0, or too many for an index
 */
export function phoneKey(text: string, defaultCountryCode?: string): string | undefined {
  const plain = withoutInvisibleMarks(text)
    .normalize('NFKC')
    .replace(otherDigits, (digit) => String(digit.charCodeAt(0) & 0xf))
    .trim()
  // "+972 (0)50" is a convention for "+972 50 abroad, 050 at home".
  const digits = (plain.startsWith('+') ? plain.replace('(0)', '') : plain).replace(/[^0-9]/g, '')
  if (/^0*$/.test(digits)) return undefined
  if (digits.startsWith('00')) return fitting(digits.slice(2))
  const isNational = digits.startsWith('0') && defaultCountryCode !== undefined
  return fitting(isNational ? defaultCountryCode + digits.slice(1) : digits)
}

/** A sort key has at most 1,024 bytes, and this key is a part of one. */
const longestContactKey = 1000

/**
 * Returns the key under which a phone number or an e-mail address is found: `phone:972501234567`,
 * `email:dana@example.com`. Undefined if it has no digit or nothing is left, or it is too long.
 */
export function contactKey(
  { kind, text }: { kind: 'phone' | 'email'; text: string },
  defaultCountryCode: string | undefined,
): string | undefined {
  const key = kind === 'phone' ? phoneKey(text, defaultCountryCode) : emailKey(text)
  return key !== undefined && Buffer.byteLength(key) <= longestContactKey ? `${kind}:${key}` : undefined
}

function fitting(key: string): string | undefined {
  return key !== '' && Buffer.byteLength(key) <= longestKey ? key : undefined
}

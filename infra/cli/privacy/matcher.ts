import { emailKey } from '../../../shared/commbox/index-keys.ts'
import { withoutInvisibleMarks } from '../../../shared/commbox/text.ts'

/** By what a text names the person or the conversation. */
export type Matched = 'userId' | 'phone' | 'email' | 'uniqueId' | 'account' | 'conversation'

/** By what a person is known. Empty lists match nothing. */
export type Identifiers = {
  /** CommBox's ids of the person. */
  userIds: readonly string[]
  /** As contact keys: `phone:972501234567`, `email:dana@example.com`. */
  contacts: readonly string[]
  uniqueIds: readonly string[]
  /** The ids that providers of channels gave the person (`StreamProviderId`), beside numbers and addresses. */
  accounts: readonly string[]
}

/** Returns what a text contains. A value is given as JSON. */
export type Matcher = (text: string) => Matched[]

/**
 * Recognises a person anywhere in a text: an id as a whole word; a phone number in any spelling, also as it is dialled
 * at home; an e-mail address in any case; also escaped as in JSON, XML and URLs. A short id is too common a word: it is
 * recognised only where a member says what it is.
 *
 * @param defaultCountryCode of phone numbers that begin with a single 0
 */
export function matcherOf(identifiers: Identifiers, defaultCountryCode?: string): Matcher {
  const { userIds, contacts, uniqueIds, accounts } = identifiers
  const kinds: [Matched, string[]][] = [
    ['userId', userIds.map(userPattern)],
    ['phone', keysOf(contacts, 'phone').map((digits) => phonePattern(digits, defaultCountryCode))],
    ['email', keysOf(contacts, 'email').map(emailPattern)],
    ['uniqueId', uniqueIds.map((id) => namedPattern(id, 5, ['uniqueid']))],
    ['account', accounts.map((id) => namedPattern(id, 6, ['streamproviderid']))],
  ]
  const patterns = kinds.flatMap(([kind, alternatives]) =>
    alternatives.length > 0 ? [[kind, new RegExp(alternatives.join('|'), 'u')] as const] : [],
  )
  return (text) => {
    const forms = formsOf(text)
    return patterns.filter(([, pattern]) => forms.some((form) => pattern.test(form))).map(([kind]) => kind)
  }
}

const escapes = /\\+u([0-9a-f]{4})|%([2-7][0-9a-f])|&#x([0-9a-f]{1,5});|&#(\d{1,6});|\\+[nrtbf]/g

/** A text in lower case and Latin digits, as it is and with its escapes decoded. */
function formsOf(text: string): string[] {
  const plain = normalized(text)
  const decoded = plain.replace(escapes, (_, unicode, percent, hex, decimal) => {
    const digits: string | undefined = unicode ?? percent ?? hex
    const code = digits === undefined ? Number(decimal ?? 32) : Number.parseInt(digits, 16)
    return String.fromCodePoint(code)
  })
  return decoded === plain ? [plain] : [plain, normalized(decoded)]
}

/** The digits of Arabic and Persian keyboards. */
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9]/g

function normalized(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  const latin = text.normalize('NFKC').replace(otherDigits, (digit) => String(digit.charCodeAt(0) & 0xf))
  return withoutInvisibleMarks(latin).toLowerCase()
}

function keysOf(contacts: readonly string[], kind: 'phone' | 'email'): string[] {
  return contacts.flatMap((key) => (key.startsWith(`${kind}:`) ? [key.slice(kind.length + 1)] : []))
}

const before = '(?<![\\p{L}\\p{N}])'
const after = '(?![\\p{L}\\p{N}])'

/** An id of CommBox's as a word; a short one only where it is that of a user. */
function userPattern(id: string): string {
  const names = ['userid', 'customerid', 'actorid', 'managerid']
  const here = `"?${id}"?[,}\\]]`
  return [
    namedPattern(id, 6, names),
    `"(?:user|customer)":\\{(?:[^{}]*,)?"id":${here}`,
    `customers\\.${id}\\.`,
    `"customers":\\{(?:"\\d+":\\{[^{}]*\\},)*"${id}":`,
  ].join('|')
}

/** A text as a whole word; one of fewer characters than `least` only as the value of these members. */
function namedPattern(text: string, least: number, names: readonly string[]): string {
  const literal = escaped(JSON.stringify(normalized(text)).slice(1, -1))
  return text.length < least
    ? `"(?:${names.join('|')})":\\s*"?\\s*${literal}\\s*"?[,}\\]]`
    : `${before}${literal}${after}`
}

/** What can be between the digits of a number: blanks, dashes, dots, parentheses. */
const between = '(?:\\(0\\)|[\\s().\\/\\-\\p{Pd}]){0,4}'

function phonePattern(digits: string, countryCode: string | undefined): string {
  const spelled = (text: string) => [...text].join(between)
  if (digits.length < 6) return `"\\s*\\+?${spelled(digits)}\\s*"`
  const isHome = countryCode !== undefined && digits.startsWith(countryCode)
  const home = isHome ? `|0${between}${spelled(digits.slice(countryCode.length))}` : ''
  return `(?<!\\p{N})(?:(?:00${between})?${spelled(digits)}${home})(?!\\p{N})`
}

function emailPattern(address: string): string {
  const literal = escaped(emailKey(address) ?? address)
  return `(?<![\\p{L}\\p{N}.+_-])${literal}(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

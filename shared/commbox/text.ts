import { isObject, type Json } from './json.ts'

const longestText = 2000
const longestMap = 16_384

/** Cuts a value to what an item can hold, whatever an event carries; the payload keeps all of it. */
export function bounded(value: Json): Json {
  if (typeof value === 'string') return excerpt(value, longestText)
  return isObject(value) && JSON.stringify(value).length > longestMap ? null : value
}

/** Returns the first `length` characters (code points) of a text, with an ellipsis if more followed. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text
  const characters = [...text.slice(0, 2 * length + 2)]
  return characters.length <= length ? text : `${characters.slice(0, length).join('')}…`
}

/** Bidi marks, zero-width characters, byte-order mark, soft hyphen: WhatsApp Web copies them around phone numbers. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu

/** Removes every invisible mark, for comparing texts. */
export function withoutInvisibleMarks(text: string): string {
  return text.replace(invisible, '')
}

/** Joiners, variation selectors and tags can be seen within a word: in emoji, and in Persian. */
const alwaysInvisible =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}])\p{Default_Ignorable_Code_Point}/gu

/** Removes invisible marks from a text, and the blanks around it. Words and emoji stay as they look. */
export function tidy(text: string): string {
  return text.replace(alwaysInvisible, '').trim()
}

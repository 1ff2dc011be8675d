import { isObject, type Json } from './json.ts'

const longestText = 2000
const longestMap = 16_384

/** An item stays small, whatever an event carries: its payload keeps the whole. */
export function bounded(value: Json): Json {
  if (typeof value === 'string') return excerpt(value, longestText)
  return isObject(value) && JSON.stringify(value).length > longestMap ? null : value
}

/** The first `length` characters of a text, none of them cut in half, and an ellipsis where more followed. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text
  const characters = [...text.slice(0, 2 * length + 2)]
  return characters.length <= length ? text : `${characters.slice(0, length).join('')}…`
}

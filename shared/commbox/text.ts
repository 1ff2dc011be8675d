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

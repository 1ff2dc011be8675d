import { isObject, type Json, type JsonObject } from './json.ts'

/** What a table keeps of one value, in bytes of UTF-8. An event's payload keeps the whole. */
const longestText = 2000
const longestMap = 16_384

/** The member of a map that says that others did not fit. */
export const cutMark = '…'

/**
 * A value that fits into an item: a text is cut at 2,000 bytes, a list at 16 KB. Of a map, members are kept in the
 * order of their names as far as they fit into 16 KB; the member `…` then says that others did not.
 */
export function bounded(value: Json): Json {
  if (typeof value === 'string') return cutText(value, longestText)
  if (Array.isArray(value)) return cutList(value, longestMap)
  return isObject(value) ? cutMap(value, longestMap) : value
}

function cutList(list: Json[], bytes: number): Json[] {
  let free = bytes
  const end = list.findIndex((element) => {
    free -= byteLength(JSON.stringify(element)) + 1
    return free < 0
  })
  return end < 0 ? list : list.slice(0, end)
}

function cutMap(map: JsonObject, bytes: number): JsonObject {
  if (byteLength(JSON.stringify(map)) <= bytes) return map
  const kept: JsonObject = { [cutMark]: true }
  let free = bytes - byteLength(JSON.stringify(kept))
  for (const name of Object.keys(map).sort()) {
    const size = byteLength(JSON.stringify({ [name]: map[name] ?? null })) - 1
    if (size > free) continue
    kept[name] = map[name] ?? null
    free -= size
  }
  return kept
}

/** The beginning of a text that fits into so many bytes, no character cut in half; an ellipsis if more followed. */
export function cutText(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text
  let free = bytes - byteLength('…')
  let kept = ''
  for (const character of text) {
    free -= byteLength(character)
    if (free < 0) break
    kept += character
  }
  return `${kept}…`
}

function byteLength(text: string): number {
  return Buffer.byteLength(text)
}

/** The first `length` characters of a text, none of them cut in half, and an ellipsis where more followed. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text
  const characters = [...text.slice(0, 2 * length + 2)]
  return characters.length <= length ? text : `${characters.slice(0, length).join('')}…`
}

/**
 * Takes the token out of a path: somebody wrote `&token=…` where the query had to begin with `?`. A path is stored, logged
 * and shown.
 */
export function withoutToken(path: string): string {
  return path.replace(/((?:[&;?]|%26|%3b|%3f)token(?:=|%3d))[^/&]*/gi, '$1…')
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

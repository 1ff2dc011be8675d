/** Characters that change the direction of text, so that it shows one thing and is another. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Those, and control characters, by which a stranger's text could steer a terminal; not line breaks and tabs. */
const steering = new RegExp(`(?![\\n\\t])\\p{Cc}|${directions.source}`, 'gu')

/**
 * Turns a text into one line for a terminal: white space becomes one blank, characters that steer the terminal go, and
 * after `length` characters there is an ellipsis.
 */
export function oneLine(text: string, length = 120): string {
  const plain = text.replace(directions, '').replace(/[\s\p{Cc}]+/gu, ' ')
  const characters = [...plain.trim()]
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}

/** Replaces the characters of a text that steer a terminal. */
export function withoutSteering(text: string, replacement: string): string {
  return text.replace(steering, replacement)
}

/** Escapes the same characters in JSON, which leaves the values as they are. */
export function escapedJson(json: string): string {
  return json.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

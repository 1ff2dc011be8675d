/**
 * Turns a text into one line for a terminal: white space becomes one blank, control characters go (texts come from
 * strangers and could steer the terminal), and after `length` characters there is an ellipsis.
 */
export function oneLine(text: string, length = 120): string {
  const characters = [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()]
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}

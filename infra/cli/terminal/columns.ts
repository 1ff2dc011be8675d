/** Scripts and symbols that a terminal draws two cells wide. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u
/** Marks that stand on the letter before them, and characters that only steer the layout. */
const narrow = /[\p{Mn}\p{Me}\p{Cf}]/u

/** How many cells of a terminal a text takes, near enough to line columns up. */
export function cells(text: string): number {
  let count = 0
  for (const character of text) count += narrow.test(character) ? 0 : wide.test(character) ? 2 : 1
  return count
}

/** The text with blanks after it, up to a number of cells. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)))
}

/** The rows as lines, with their columns below each other. A column in which nothing stands takes no room. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, text] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cells(text))
  }
  return rows.map((row) =>
    row
      .map((text, index) => padded(text, widths[index] ?? 0))
      .filter((_text, index) => widths[index] !== 0)
      .join('  ')
      .trimEnd(),
  )
}

/**
 * A text as one line for a terminal: blanks and line breaks as one blank, nothing that would steer the
 * terminal (texts come from strangers), and an ellipsis after `length` characters.
 */
export function oneLine(text: string, length = 120): string {
  const characters = [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()]
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}

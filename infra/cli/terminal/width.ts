/** The blanks between two columns. */
export const gap = 2

/**
 * Narrows columns, the widest first, until they fit into a width, but none below its longest word.
 *
 * @returns their widths in cells; undefined if they do not fit even so
 */
export function narrowed(widths: readonly number[], words: readonly number[], room: number) {
  const fitted = [...widths]
  const total = () => fitted.reduce((sum, width) => sum + (width === 0 ? 0 : width + gap), 0) - gap
  while (total() > room) {
    const [widest] = fitted
      .map((width, index) => ({ index, width, spare: width - (words[index] ?? 0) }))
      .filter(({ spare }) => spare > 0)
      .toSorted((a, b) => b.width - a.width)
    if (widest === undefined) return undefined
    fitted[widest.index] = widest.width - 1
  }
  return fitted
}

/** The words of a text; a date and the time after it are one. */
export function wordsIn(text: string): string[] {
  return text.split(/ (?!\d\d:\d\d:\d\d)/)
}

/**
 * Breaks a text into lines at its blanks, those before a time only if it must. A word that is wider than the width has
 * a line of its own.
 */
export function wrap(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  const words = wordsIn(text)
  for (const word of words.some((each) => widthOf(each) > width) ? text.split(' ') : words) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Breaks the lines of a text at their blanks; what continues a line is as far in as its beginning. */
export function wrapLines(text: string, width: number): string {
  const wrapped = (line: string) => {
    const [indent = ''] = /^ */.exec(line) ?? []
    return wrap(line.trim(), width - indent.length, (part) => part.length).map((part) => indent + part)
  }
  const lines = text.split('\n').flatMap((line) => (line.length <= width ? line : wrapped(line)))
  return lines.join('\n')
}

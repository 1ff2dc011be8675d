import { type Io, paint } from './io.ts'
import { gap, narrowed, wordsIn, wrap, wrapLines } from './width.ts'

type Row = readonly string[]

/**
 * Lines rows up in columns; a column that is empty in every row takes no room. In a terminal, cells are broken at
 * blanks so that the columns fit into its width.
 *
 * @param width of the terminal in cells; rows are not broken without it
 * @returns a text for each row, of several lines if cells are broken; undefined if no width of columns would do
 */
async function linedUp(rows: readonly Row[], width: number): Promise<string[] | undefined> {
  // Loaded here: a command that prints no table need not wait for it.
  const { default: widthOf } = await import('string-width')
  const most = (index: number, measure: (text: string) => number) =>
    rows.reduce((widest, row) => Math.max(widest, measure(row[index] ?? '')), 0)
  const indexes = Array.from(
    { length: rows.reduce((longest, row) => Math.max(longest, row.length), 0) },
    (_, index) => index,
  )
  const whole = indexes.map((index) => most(index, widthOf))
  const fitted = (words: (text: string) => string[]) => {
    const wordWidth = (text: string) => Math.max(...words(text).map((word) => widthOf(word)))
    const least = width === Number.POSITIVE_INFINITY ? [] : indexes.map((index) => most(index, wordWidth))
    return narrowed(whole, least, width)
  }
  const widths = fitted(wordsIn) ?? fitted((text) => text.split(' '))
  return widths && rows.map((row) => lineUp(row, widths, widthOf))
}

function lineUp(row: Row, widths: readonly number[], widthOf: (text: string) => number): string {
  const cells = row.map((text, index) =>
    widthOf(text) <= (widths[index] ?? 0) ? [text] : wrap(text, widths[index] ?? 0, widthOf),
  )
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  const line = (_: unknown, number: number) =>
    cells
      .map((lines, index) => {
        const text = lines[number] ?? ''
        return text + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)))
      })
      .filter((_text, index) => widths[index] !== 0)
      .join(' '.repeat(gap))
      .trimEnd()
  return Array.from({ length: height }, line).join('\n')
}

/** Prints a sentence, broken at blanks if the terminal is narrower. */
export function say(io: Io, text: string): void {
  io.out(wrapLines(text, io.width ?? Number.POSITIVE_INFINITY))
}

/** Lines rows up, in the width of the terminal if that can be. */
export async function columns(rows: readonly Row[], width = Number.POSITIVE_INFINITY): Promise<string[]> {
  return (await linedUp(rows, width)) ?? (await linedUp(rows, Number.POSITIVE_INFINITY)) ?? []
}

/** Prints rows in columns. If they do not fit, the last cell of each is below the others. */
export async function printRows(io: Io, rows: readonly Row[]): Promise<void> {
  const fitting = await linedUp(rows, io.width ?? Number.POSITIVE_INFINITY)
  const lines = fitting ?? (await stacked(rows, io.width))
  for (const line of lines) io.out(line)
}

const indent = 4

async function stacked(rows: readonly Row[], width = Number.POSITIVE_INFINITY): Promise<string[]> {
  const { default: widthOf } = await import('string-width')
  const heads = await columns(
    rows.map((row) => row.slice(0, -1)),
    width,
  )
  return rows.map((row, index) =>
    [
      heads[index] ?? '',
      ...wrap(row.at(-1) ?? '', width - indent, widthOf).map((line) => ' '.repeat(indent) + line),
    ]
      .filter((line) => line.trim() !== '')
      .join('\n'),
  )
}

/** Prints rows in columns under a heading. If they do not fit, each cell has a line, with its heading before it. */
export async function printTable(io: Io, heading: Row, rows: readonly Row[]): Promise<void> {
  const width = io.width ?? Number.POSITIVE_INFINITY
  const [first, ...lines] = (await linedUp([heading, ...rows], width)) ?? []
  if (first !== undefined) {
    io.out(paint(io, 'bold', first))
    for (const line of lines) io.out(line)
    return
  }
  for (const [index, row] of rows.entries()) {
    if (index > 0) io.out('')
    await printRows(
      io,
      row.map((text, column) => [heading[column] ?? '', text]).filter(([, text]) => text !== ''),
    )
  }
}

import { type Io, paint } from './io.ts'

/** Lines rows up in columns. A column that is empty in every row takes no room. */
export async function columns(rows: readonly (readonly string[])[]): Promise<string[]> {
  // Loaded here: a command that prints no table need not wait for it.
  const { default: stringWidth } = await import('string-width')
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, text] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, stringWidth(text))
  }
  return rows.map((row) =>
    row
      .map((text, index) => text + ' '.repeat((widths[index] ?? 0) - stringWidth(text)))
      .filter((_text, index) => widths[index] !== 0)
      .join('  ')
      .trimEnd(),
  )
}

/** Prints rows in columns. */
export async function printRows(io: Io, rows: readonly (readonly string[])[]): Promise<void> {
  for (const line of await columns(rows)) io.out(line)
}

/** Prints rows in columns under a heading. */
export async function printTable(
  io: Io,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const [first = '', ...lines] = await columns([heading, ...rows])
  io.out(paint(io, 'bold', first))
  for (const line of lines) io.out(line)
}

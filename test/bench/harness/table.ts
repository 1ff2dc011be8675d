import { isMet, type Ratio, type Row } from './row.ts'

const head = ['what', 'median', 'p95', 'ratio', 'target', 'command']

/** The results as people read them: one line each, with its target and the command that measures only it. */
export function resultsTable(rows: readonly (Row & { part: string })[]): string {
  return markdown(
    head,
    rows.map((row) => [
      row.what,
      `${figure(row.median)} ${row.unit}`,
      row.p95 === row.median ? '' : figure(row.p95),
      row.ratio ? `${row.ratio.value.toFixed(2)} × ${row.ratio.to}${spread(row.ratio)}` : '',
      targetOf(row),
      `\`npm run bench -- ${row.part}\``,
    ]),
  )
}

function targetOf(row: Row): string {
  const { target, atLeast } = row
  if (target === undefined && atLeast === undefined) return ''
  const text = atLeast === undefined ? `≤ ${target?.toFixed(2)}` : `≥ ${atLeast.toFixed(2)}`
  return `${text}${isMet(row) ? '' : ' **not met**'}`
}

/** Between which values the middle half of the rounds lies, if they differ. */
function spread({ value, low = value, high = value }: Ratio): string {
  const [from, to] = [low.toFixed(2), high.toFixed(2)]
  return from === to ? '' : ` (${from} to ${to})`
}

/** A table in Markdown, its columns in line, so that it can be read as text as well. */
export function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => (line[column] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n')
}

/** Three significant digits, and all that stand before the point. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

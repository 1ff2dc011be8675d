import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Plot as Definition } from './reports.ts'
import { headingOf } from './text.ts'

/** So many bars and lines can be distinguished. */
const most = { bars: 30, lines: 8 }

type Point = { [name: string]: string | number | Date }

/**
 * Draws a plot of a result, as the text of an SVG element, with a legend if there are several lines. Undefined if the
 * result lacks what it shows.
 */
export function drawPlot(definition: Definition, rows: readonly JsonObject[]): string | undefined {
  const { mark, x, y } = definition
  const number = mark === 'bar' ? x : y
  const known = rows.filter(
    (row) => row[x] !== undefined && row[x] !== null && row[y] !== undefined && row[y] !== null,
  )
  if (known.length === 0) return undefined
  const isDuration = number.endsWith('_seconds')
  const unit = isDuration ? 3600 : 1
  const numberScale = { grid: true, zero: true, label: headingOf(number) + (isDuration ? ' (hours)' : '') }
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const drawn = Plot.plot({
    document,
    width: 760,
    style: { background: 'none', fontFamily: 'inherit', fontSize: '13px' },
    ariaLabel: `${headingOf(number)} by ${headingOf(mark === 'bar' ? y : x)}`,
    ariaDescription: 'The table has the same numbers.',
    ...(mark === 'bar'
      ? bars(sums(known, x, y, unit), x, y, numberScale)
      : lines(points(known, definition, unit), definition, numberScale)),
  })
  // With a legend it is a figure, whose marks beside the names say nothing more.
  for (const svg of drawn.tagName.toLowerCase() === 'svg' ? [drawn] : drawn.querySelectorAll('svg'))
    if (svg.hasAttribute('aria-label')) svg.setAttribute('role', 'img')
    else svg.setAttribute('aria-hidden', 'true')
  // Inside of an image nothing has a name of its own.
  for (const group of drawn.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label')
  return drawn.outerHTML
}

function bars(data: Point[], x: string, y: string, scale: Plot.ScaleOptions): Plot.PlotOptions {
  const title = (row: Point) => `${row[y]}: ${row[x]}`
  return {
    ...{ marginLeft: 160, marginBottom: 45, x: scale, y: { type: 'band', label: null } },
    marks: [Plot.barX(data, { x, y, title, fill: 'var(--accent)', sort: { y: '-x' } })],
  }
}

/** Lines differ by colour and by the form of their points. */
function lines(data: Point[], { x, y, series }: Definition, scale: Plot.ScaleOptions): Plot.PlotOptions {
  const isOne = series === undefined || data.every((point) => point[series] === undefined)
  const accent = 'var(--accent)'
  const line = isOne ? { stroke: accent } : { stroke: series, z: series }
  const dot = isOne ? { fill: accent } : { stroke: series, symbol: series, strokeWidth: 2 }
  return {
    ...{ marginLeft: 60, marginBottom: 45, x: { type: 'utc', label: headingOf(x) }, y: scale },
    ...(isOne
      ? {}
      : {
          color: { type: 'categorical', scheme: 'observable10' },
          symbol: { type: 'ordinal', legend: true },
        }),
    marks: [Plot.lineY(data, { x, y, strokeWidth: 2, ...line }), Plot.dot(data, { x, y, r: 4, ...dot })],
  }
}

function points(rows: readonly JsonObject[], { x, y, series }: Definition, unit: number): Point[] {
  const names = series === undefined ? [] : [...new Set(rows.map((row) => row[series]))].slice(0, most.lines)
  return rows
    .filter((row) => series === undefined || names.includes(row[series]))
    .map((row) => ({
      [x]: new Date(String(row[x])),
      [y]: Number(row[y]) / unit,
      ...(series && row[series] !== undefined ? { [series]: String(row[series] ?? '–') } : {}),
    }))
}

/** One bar for each thing, however many rows it has. */
function sums(rows: readonly JsonObject[], x: string, y: string, unit: number): Point[] {
  return [...Map.groupBy(rows, (row) => String(row[y]))]
    .map(([name, some]) => ({ [y]: name, [x]: some.reduce((sum, row) => sum + Number(row[x]) / unit, 0) }))
    .sort((a, b) => Number(b[x]) - Number(a[x]))
    .slice(0, most.bars)
}

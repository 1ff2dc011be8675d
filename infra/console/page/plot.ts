import { scaleLinear, scaleUtc } from 'd3-scale'
import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Score } from '../reading/scores.ts'

const [width, height] = [600, 220]
const edge = { top: 24, right: 16, bottom: 40, left: 44 }
const hour = 60 * 60 * 1000

/** Scores over time: a point for each, and a line through the daily means. Needs at least one score. */
export function plot(scores: readonly Score[], summary: string): VNode {
  const times = scores.map(({ at }) => at.getTime())
  const x = scaleUtc([Math.min(...times) - hour, Math.max(...times) + hour], [edge.left, width - edge.right])
  const values = scores.map(({ score }) => score)
  const y = scaleLinear(
    [Math.min(0, ...values), Math.max(1, ...values)],
    [height - edge.bottom, edge.top],
  ).nice(5)
  const label = x.tickFormat(5, tickPattern(Math.max(...times) - Math.min(...times)))
  const base = height - edge.bottom
  const line = dailyMeans(scores).map(({ at, mean }) => `${round(x(at))},${round(y(mean))}`)
  return html`<svg class="plot" viewBox=${`0 0 ${width} ${height}`} role="img" aria-labelledby="plot-title plot-summary">
    <title id="plot-title">Satisfaction scores over time</title>
    <desc id="plot-summary">${summary}</desc>
    <g class="axis">
      ${y.ticks(5).map(
        (tick) => html`<line x1=${edge.left} x2=${width - edge.right} y1=${y(tick)} y2=${y(tick)} />
          <text x=${edge.left - 8} y=${y(tick)} dy="0.32em" text-anchor="end">${tick}</text>`,
      )}
      ${x.ticks(5).map(
        (tick) => html`<line x1=${x(tick)} x2=${x(tick)} y1=${base} y2=${base + 5} />
          <text x=${x(tick)} y=${base + 18} text-anchor="middle">${label(tick)}</text>`,
      )}
      <text class="unit" x=${edge.left} y="12">score</text>
      <text class="unit" x=${width - edge.right} y=${height - 4} text-anchor="end">time (UTC)</text>
    </g>
    ${line.length > 1 && html`<polyline class="means" points=${line.join(' ')} />`}
    <g class="points">
      ${scores.map(({ at, score }) => html`<circle cx=${round(x(at))} cy=${round(y(score))} r="4" />`)}
    </g>
  </svg>`
}

/** The time format of the ticks, for a plot of `span` milliseconds. */
function tickPattern(span: number): string {
  if (span < 36 * hour) return '%H:%M'
  return span < 100 * 24 * hour ? '%-d %b' : '%b %Y'
}

/** The mean of each UTC day that has scores, placed at the mean of their times. */
export function dailyMeans(scores: readonly Score[]): { at: number; mean: number }[] {
  const days = Map.groupBy(scores, ({ at }) => at.toISOString().slice(0, 10))
  return [...days.values()].map((members) => ({
    at: meanOf(members.map(({ at }) => at.getTime())),
    mean: meanOf(members.map(({ score }) => score)),
  }))
}

export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function round(coordinate: number): number {
  return Math.round(coordinate * 10) / 10
}

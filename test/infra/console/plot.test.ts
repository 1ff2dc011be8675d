import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { dailyMeans, plot } from '../../../infra/console/page/plot.ts'

const scored = (at: string, score: number) => ({ at: new Date(at), score, description: '', objectId: '1' })

const scores = [
  scored('2026-03-01T10:00:00Z', 40),
  scored('2026-03-01T12:00:00Z', 60),
  scored('2026-03-31T09:00:00Z', 80),
]

/** The values of an attribute of each element of a kind, in their order. */
function numbers(svg: string, element: string, attribute: string): number[] {
  const found = svg.matchAll(new RegExp(`<${element} [^>]*\\b${attribute}="([^"]*)"`, 'g'))
  return [...found].map(([, value]) => Number(value))
}

test('a higher score is plotted higher, and a later one further right', () => {
  const svg = renderToString(plot(scores, 'three'))
  const [first = 0, second = 0, third = 0] = numbers(svg, 'circle', 'cy')
  expect(first > second && second > third).toBe(true)
  const across = numbers(svg, 'circle', 'cx')
  expect(across).toEqual(across.toSorted((a, b) => a - b))
  // Equal steps of the score are equal steps of the plot.
  expect(first - second).toBeCloseTo(second - third, 0)
})

test('the axes are labelled, and the plot has a description', () => {
  const svg = renderToString(plot(scores, 'three scores'))
  expect(svg).toContain('>score</text>')
  expect(svg).toContain('>time (UTC)</text>')
  expect(svg).toMatch(/role="img" aria-labelledby="plot-title plot-summary"/)
  expect(svg).toContain('<desc id="plot-summary">three scores</desc>')
  for (const tick of ['>0<', '>80<', '>8 Mar<', '>29 Mar<']) expect(svg).toContain(tick)
})

test.each([[[0]], [[50]], [[-5]], [[3, 3]]])('equal scores are inside the plot: %j', (same) => {
  const svg = renderToString(
    plot(
      same.map((score) => scored('2026-03-01T10:00:00Z', score)),
      '',
    ),
  )
  for (const place of [...numbers(svg, 'circle', 'cx'), ...numbers(svg, 'circle', 'cy')]) {
    expect(place).toBeGreaterThan(0)
    expect(place).toBeLessThan(600)
  }
})

test('a day has the mean of its scores', () => {
  expect(dailyMeans(scores).map(({ mean }) => mean)).toEqual([50, 80])
})

import { median, percentile, ratios } from './statistics.ts'

/** `low` and `high` are absent in results that were measured before they were kept. */
export type Ratio = { to: string; value: number; low?: number; high?: number }

/** One line of the table. */
export type Row = {
  /** Unique in the results; docs quote a figure by it. */
  id: string
  what: string
  unit: string
  median: number
  p95: number
  /**
   * By what the figure is divided, and the quotient: of rounds that stood side by side, the median, and between which
   * values the middle half of them lies.
   */
  ratio?: Ratio
  /** The greatest ratio, or median if there is no ratio, that meets the target. */
  target?: number
  /** The least median that meets the target. */
  atLeast?: number
}

export function isMet({ target, atLeast, ratio, median }: Row): boolean | undefined {
  if (atLeast !== undefined) return median >= atLeast
  return target === undefined ? undefined : (ratio?.value ?? median) <= target
}

/** Our samples, compared with each rival's of the same rounds; then the rivals' own lines. */
export function compared(
  about: { id: string; what: string; unit: string },
  ours: readonly number[],
  rivals: Readonly<Record<string, { samples: readonly number[]; target?: number }>>,
): Row[] {
  const line = (samples: readonly number[]) => ({
    unit: about.unit,
    median: median(samples),
    p95: percentile(samples, 0.95),
  })
  const compared = Object.entries(rivals).map(
    ([to, { samples, target }]): Row => ({
      id: `${about.id}/${to}`,
      what: `${about.what}, ours`,
      ...line(ours),
      ratio: ratioOf(to, ours, samples),
      ...(target === undefined ? {} : { target }),
    }),
  )
  const own = Object.entries(rivals).map(
    ([name, { samples }]): Row => ({
      id: `${about.id}:${name}`,
      what: `${about.what}, ${name}`,
      ...line(samples),
    }),
  )
  return [...compared, ...own]
}

/** How our samples compare with those of another, which were taken in the same rounds. */
export function ratioOf(to: string, ours: readonly number[], others: readonly number[]): Ratio {
  const all = ratios(ours, others)
  return { to, value: median(all), low: percentile(all, 0.25), high: percentile(all, 0.75) }
}

/** A figure that is counted and not timed: the same in every run. */
export function counted(row: Omit<Row, 'p95'>): Row {
  return { ...row, p95: row.median }
}

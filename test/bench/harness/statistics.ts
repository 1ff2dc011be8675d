/** The value below which a share of the samples lies, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5)
}

/** Round by round, one contender's sample by another's: what disturbs a round disturbs both. */
export function ratios(samples: readonly number[], others: readonly number[]): number[] {
  return samples.map((sample, round) => sample / (others[round] ?? Number.NaN))
}

export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

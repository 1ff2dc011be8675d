import { cpus } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { Row } from './row.ts'
import { sum } from './statistics.ts'

/** So much of the machine's CPU time may others use. */
const mostBusy = 0.08

/** The middle half of the rounds' ratios may lie so far apart, as a part of their median. */
const mostSpread = 0.25

/** The share of the machine's CPU time that is used while this process waits, 0 to 1. */
export async function busyShare(): Promise<number> {
  const before = times()
  await setTimeout(1000)
  const after = times()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}

function times() {
  const all = cpus().map((cpu) => cpu.times)
  return { idle: sum(all.map(({ idle }) => idle)), all: sum(all.flatMap((each) => Object.values(each))) }
}

/**
 * Why a measurement cannot be believed, if it cannot. Figures that are only counted are the same on any machine.
 *
 * @param busy the shares that others used before and after it
 */
export function noiseIn(rows: readonly Row[], busy: readonly number[]): string | undefined {
  if (rows.every(({ median, p95 }) => median === p95)) return undefined
  const most = Math.max(...busy)
  if (most > mostBusy) return `others used ${Math.round(100 * most)} % of the machine`
  const spread = rows.find(
    ({ ratio }) => ratio?.high && ratio.high - (ratio.low ?? 0) > mostSpread * ratio.value,
  )
  return spread && `the ratios of ${spread.id} lie too far apart`
}

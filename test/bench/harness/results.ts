import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import * as v from 'valibot'
import type { Row } from './row.ts'

const file = new URL('../results.json', import.meta.url)

const row = v.object({
  part: v.string(),
  id: v.string(),
  what: v.string(),
  unit: v.string(),
  median: v.number(),
  p95: v.number(),
  ratio: v.exactOptional(
    v.object({
      to: v.string(),
      value: v.number(),
      low: v.exactOptional(v.number()),
      high: v.exactOptional(v.number()),
    }),
  ),
  target: v.exactOptional(v.number()),
  atLeast: v.exactOptional(v.number()),
})
const results = v.object({
  measuredAt: v.string(),
  machine: v.string(),
  node: v.string(),
  rows: v.array(row),
})
export type Results = v.InferOutput<typeof results>

/** Writes what was measured now, in the order of `parts`; parts that were not keep their lines. */
export function save(rows: readonly (Row & { part: string })[], parts: readonly string[]): void {
  const fresh = new Set(rows.map(({ part }) => part))
  const kept = existsSync(file) ? readResults().rows.filter(({ part }) => !fresh.has(part)) : []
  const [cpu] = cpus()
  const written: Results = {
    measuredAt: new Date().toISOString(),
    machine: `${cpus().length} × ${cpu?.model.trim()}, ${process.platform} ${process.arch}`,
    node: process.version,
    rows: parts
      .flatMap((name) => [...kept, ...rows].filter(({ part }) => part === name))
      .map((row) => ({ ...row, median: rounded(row.median), p95: rounded(row.p95) })),
  }
  writeFileSync(file, `${JSON.stringify(written, undefined, 2)}\n`)
}

/** @throws where nothing was measured yet */
export function readResults(): Results {
  return v.parse(results, JSON.parse(readFileSync(file, 'utf8')))
}

/** The median of a line. @throws where there is no such line */
export function measured(from: Results, id: string): number {
  const found = from.rows.find((row) => row.id === id)
  if (found === undefined) throw new Error(`results.json has no ${id}: npm run bench measures it`)
  return found.median
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { largestBatch } from '../../infra/stage.ts'
import { readBlock } from './harness/docs.ts'
import { readResults } from './harness/results.ts'
import { resultsTable } from './harness/table.ts'
import { batchesTable, largestThatEnds } from './measure/batches.ts'

test('docs/performance.md quotes results.json', () => {
  const { rows } = readResults()
  expect(rows.length).toBeGreaterThan(20)
  expect(readBlock('docs/performance.md', 'results')).toBe(resultsTable(rows))
})

test('docs/scaling.md quotes what a batch costs, and the largest batch of a stage ends in time', () => {
  const results = readResults()
  expect(readBlock('docs/scaling.md', 'batches')).toBe(batchesTable(results))
  expect(largestBatch).toBeLessThanOrEqual(largestThatEnds(results))
})

test('the README quotes the cost that docs/performance.md has', () => {
  const cost = readBlock('docs/performance.md', 'cost')
  const [, ten, one] = /^\| \*\*together\*\* \(target[^|]*\| *([\d.]+) *\| *([\d.]+)/m.exec(cost) ?? []
  const readme = readFileSync('README.md', 'utf8')
  expect(readme).toContain(`$${ten} a million deliveries in batches of ten, $${one} one by one`)
  const [, fixed] = /^\| a month while[\s\S]*?\| \*\*together\*\* *\| *([\d.]+)/m.exec(cost) ?? []
  expect(readme).toContain(`$${fixed} a month while nothing comes`)
  // It has no other amount.
  expect(readme.match(/\$[\d.]+\d/g)).toEqual([`$${ten}`, `$${one}`, `$${fixed}`])
})

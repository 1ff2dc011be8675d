import { expect, test } from 'vitest'
import { readBlock } from './rig/docs.ts'
import { readResults } from './rig/results.ts'
import { resultsTable } from './rig/table.ts'

test('docs/performance.md quotes results.json', () => {
  const { rows } = readResults()
  expect(rows.length).toBeGreaterThan(20)
  expect(readBlock('docs/performance.md', 'results')).toBe(resultsTable(rows))
})

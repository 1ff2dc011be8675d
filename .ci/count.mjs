// Adds up vitest's reports: `N passed, N failed`, where a step that failed without a report counts as one.
import { readFileSync } from 'node:fs'

const [failedSteps, ...reports] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const report of reports) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  passed += numPassedTests
  // A test that was skipped has shown nothing.
  failed += numFailedTests + numPendingTests + numTodoTests
}
if (failed === 0) failed = Number(failedSteps)
if (passed === 0 && failed === 0) failed = 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

// Adds up vitest's reports: `N passed, N failed`, where a step that failed without a report counts as one.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const [failedSteps, ...reports] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const report of reports) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  // Once more at the end, where a reader of only the last lines finds them.
  for (const { assertionResults, name, message } of testResults) {
    const file = relative(process.cwd(), name)
    if (assertionResults.length === 0) console.log(`failed: ${file}: ${firstLine(message)}`)
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status !== 'passed')
        console.log(`${status}: ${file}: ${fullName}: ${firstLine(failureMessages[0])}`)
    }
  }
  passed += numPassedTests
  // A test that was skipped has shown nothing.
  failed += numFailedTests + numPendingTests + numTodoTests
}
if (failed === 0) failed = Number(failedSteps)
if (passed === 0 && failed === 0) failed = 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function firstLine(text = '') {
  return text.split('\n', 1)[0].slice(0, 300)
}

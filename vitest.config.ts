import { defineConfig } from 'vitest/config'

if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `The tests need Node 24, and this is Node ${process.versions.node}: run them as \`npm test\`.`,
  )
  process.exit(1)
}

/** Where a run leaves its counts for whoever adds them up. */
const report = process.env.COMMBOX_TEST_REPORT

/** TEST_ORDER=<number> runs the tests of a file in another order: none depends on it, or its suite says so. */
const order = process.env.TEST_ORDER

export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    include: ['test/**/*.test.ts'],
    // Only what hangs is to end here: under load, a step takes twenty times as long.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    ...(order === undefined ? {} : { sequence: { shuffle: { tests: true }, seed: Number(order) } }),
    // Two cores are what a small CI machine has; more at once would only slow the emulators down.
    maxWorkers: 2,
  },
})

import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config'
import { slowestFiles } from './test/slowest-files.ts'

if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `The tests need Node 24, and this is Node ${process.versions.node}: run them as \`npm test\`.`,
  )
  process.exit(1)
}

/** Where a run leaves its counts for whoever adds them up. */
const report = process.env.COMMBOX_TEST_REPORT

/** TEST_ORDER=<number> runs files, and the tests of each, in another order: none depends on it, or its suite says so. */
const order = process.env.TEST_ORDER

const counts: ['json', { outputFile: string }][] =
  report === undefined ? [] : [['json', { outputFile: report }]]

/** What every configuration of the tests has in common. */
export const common = {
  reporters: ['default', slowestFiles, ...counts],
  globalSetup: fileURLToPath(new URL('test/temporary-folder.ts', import.meta.url)),
  // Only what hangs is to end here: under load, a step takes twenty times as long.
  testTimeout: 120_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 100_000 } },
  ...(order === undefined ? {} : { sequence: { shuffle: true, seed: Number(order) } }),
  // Two cores are what a small CI machine has; more at once would only slow the emulators down.
  maxWorkers: 2,
} satisfies ViteUserConfig['test']

/**
 * Files that change nothing outside of themselves, so that they can share modules: reading those again for each file
 * would take a fifth of the time of all tests.
 */
const together = [
  'test/infra/{alarms,body-bucket,dashboard,events,functions,grants,index-changes,queues,stages,tables}.test.ts',
  'test/infra/text/*.test.ts',
  'test/docs/{administrators,events,generated,links,nosql-workbench,openapi,privacy,runbook,schemas}.test.ts',
  'test/shared/{bus,client,commbox,dynamodb,entities,events,ingest}/**/*.test.ts',
  'test/shared/{store,quarantine}/**/*.test.ts',
  'test/infra/console/*.test.ts',
  'test/infra/cli/*.test.ts',
]

export default defineConfig({
  test: {
    ...common,
    // The checks of the app take most of a synthesis: app.test.ts has them.
    env: { CDK_VALIDATION: 'false' },
    projects: [
      { extends: true, test: { name: 'together', include: together, isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...together],
        },
      },
    ],
  },
})

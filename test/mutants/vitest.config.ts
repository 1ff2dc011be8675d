import { defineConfig } from 'vitest/config'

/** The unit tests of the kernel, in which no emulator runs: they have to notice every mutant by themselves. */
export default defineConfig({
  test: {
    include: ['test/shared/{commbox,events,ingest}/**/*.test.ts'],
    isolate: false,
    testTimeout: 120_000,
  },
})

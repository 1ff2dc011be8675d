import { defineConfig } from 'vitest/config'

/** A room of shared/, or the kernel: its own unit tests have to notice every mutant by themselves. */
const rooms = process.env.MUTANTS_ROOM ?? '{commbox,events,ingest}'

export default defineConfig({
  test: {
    include: [`test/shared/${rooms}/**/*.test.ts`],
    isolate: false,
    testTimeout: 120_000,
  },
})

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { common } from '../../vitest.config.ts'

/** The deployment to an emulator of AWS: `npm run test:deploy`. vitest.config.ts does not find these tests. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    ...common,
    include: ['test/deploy/*.aws.ts'],
    setupFiles: ['test/deploy/localhost.mjs'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Each file is the life of a stack.
    sequence: { shuffle: false },
    // One emulator at a time, on two cores.
    fileParallelism: false,
  },
})

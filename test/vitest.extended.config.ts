import { defineConfig, mergeConfig } from 'vitest/config'
import { common } from '../vitest.config.ts'

/**
 * The tests that take long and depend on little else: those that follow docs/developers.md in a copy of the project,
 * types and tests included, the one that runs every command to write docs/permissions.md, and that of erasing on a local
 * stack, which mostly waits for queues. `.ci/run` runs them, and `npm test`, which is to take less than three minutes on
 * two cores, does not.
 */
export default mergeConfig(
  { test: common },
  // The steps of a page are taken in their order.
  defineConfig({ test: { include: ['test/**/*.extended.ts'], sequence: { shuffle: false } } }),
)

import { defineConfig, mergeConfig } from 'vitest/config'
import { common } from '../vitest.config.ts'

/**
 * The tests that take long and depend on little else: those that follow docs/developers.md in a copy of the project,
 * types and tests included, and the one that runs every command to write docs/permissions.md. `.ci/run` runs them, and
 * `npm test`, which is to take less than three minutes on two cores, does not.
 */
export default mergeConfig({ test: common }, defineConfig({ test: { include: ['test/**/*.extended.ts'] } }))

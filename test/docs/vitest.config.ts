import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

/**
 * The tests that follow docs/developers.md in a copy of the project, types and tests included. They take half a minute
 * of both cores, so that `.ci/run` runs them, and `npm test` does not.
 */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [] } },
  defineConfig({ test: { include: ['test/docs/*.extended.ts'] } }),
)

import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

/** The test that installs the packed library from the registry, apart from those that need no network. */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [] } },
  defineConfig({
    test: { include: ['test/library/*.installed.ts'], testTimeout: 180_000, hookTimeout: 300_000 },
  }),
)

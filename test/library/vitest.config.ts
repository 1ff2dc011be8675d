import { defineConfig, mergeConfig } from 'vitest/config'
import { common } from '../../vitest.config.ts'

/** The test that installs the packed library from the registry, apart from those that need no network. */
export default mergeConfig(
  { test: common },
  defineConfig({
    test: { include: ['test/library/*.installed.ts'], testTimeout: 180_000, hookTimeout: 300_000 },
  }),
)

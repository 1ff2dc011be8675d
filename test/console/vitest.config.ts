import { defineConfig, mergeConfig } from 'vitest/config'
import { common } from '../../vitest.config.ts'

/** The tests that need a browser. vitest.config.ts leaves them out. */
export default mergeConfig(
  { test: common },
  defineConfig({
    test: { include: ['test/console/*.browser.ts'], testTimeout: 120_000, hookTimeout: 180_000 },
  }),
)

import { defineConfig, mergeConfig } from 'vitest/config'
import { common } from '../../vitest.config.ts'

/** The tests that need a browser. vitest.config.ts leaves them out. */
export default mergeConfig(
  { test: common },
  // The tests of a file use one console one after another: the last one stops it.
  defineConfig({ test: { include: ['test/console/*.browser.ts'], sequence: { shuffle: false } } }),
)

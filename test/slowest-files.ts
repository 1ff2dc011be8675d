import { relative } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

/** Prints the ten files whose tests take longest, after a run of many. docs/developers.md says why they do. */
export const slowestFiles: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    if (modules.length < 50) return
    const files = modules.map((module) => ({
      name: relative(process.cwd(), module.moduleId),
      seconds: module.diagnostic().duration / 1000,
    }))
    const slowest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10)
    const lines = slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}`)
    console.log(`\n The ten slowest of ${files.length} files:\n${lines.join('\n')}`)
  },
}

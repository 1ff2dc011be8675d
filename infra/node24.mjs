/**
 * Runs a TypeScript file under Node 24, whichever Node this one is:
 *
 *     node infra/node24.mjs infra/app.ts [argument…]
 *
 * The project's own Node (an optional dependency of the platform) is taken where there is one, as `npm run`
 * takes it. Without Node 24: one line on stderr, exit 1. Plain JavaScript, since an older Node cannot read more.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const isNewEnough = Number.parseInt(process.versions.node, 10) >= 24
const binaries = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.bin')
const ownNode = join(binaries, 'node')
const node = isNewEnough ? process.execPath : existsSync(ownNode) ? ownNode : undefined

if (node === undefined) {
  console.error(`Node 24 or newer is needed, and this is Node ${process.versions.node}: install Node 24.`)
  process.exitCode = 1
} else {
  const { status, error } = spawnSync(node, process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
  })
  if (error !== undefined) console.error(`${node} does not start: ${error.message}`)
  process.exitCode = status ?? 1
}

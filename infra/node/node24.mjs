/**
 * Runs a TypeScript file under Node 24, whatever version of Node starts it:
 *
 *     node infra/node/node24.mjs infra/app.ts [argument…]
 *
 * If this Node is too old it uses the one that `npm ci` installs (an optional dependency for Linux), as `npm run`
 * does. Without either it prints one line on stderr and exits with 1. Plain JavaScript: an older Node reads no more.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const isNewEnough = Number.parseInt(process.versions.node, 10) >= 24
const binaries = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))
const ownNode = join(binaries, 'node')
const node = isNewEnough ? process.execPath : existsSync(ownNode) ? ownNode : undefined

if (node === undefined) {
  console.error(`Node 24 or newer is required, and this is Node ${process.versions.node}: install Node 24.`)
  process.exitCode = 1
} else {
  const { status, error } = spawnSync(node, process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
  })
  if (error !== undefined) console.error(`Cannot start ${node}: ${error.message}`)
  process.exitCode = status ?? 1
}

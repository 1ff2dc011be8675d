/**
 * Puts the project's own Node, an optional package of the platform, into node_modules/.bin after `npm ci`.
 * npm 10, which Node 20 and 22 ship, leaves the link out: of two packages that both have a `node` it removes the
 * link with the one that is for another processor. With COMMBOX_FALLBACKS=1 the link is removed instead, and
 * everything runs on the system's Node as on macOS. Plain JavaScript: npm runs it on the Node that it finds.
 */
import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const binary = join(`node-${process.platform}-${process.arch}`, 'bin', 'node')
const link = join(modules, '.bin', 'node')

if (existsSync(join(modules, binary))) {
  rmSync(link, { force: true })
  if (process.env.COMMBOX_FALLBACKS !== '1') symlinkSync(join('..', binary), link)
}

/**
 * Prepares Node for the commands of package.json, which load this with `--import`: ends one that is too old to read
 * TypeScript, with one line that says what to do, and keeps compiled files, which halves the start of a command. In
 * plain JavaScript: an older Node refuses a `.ts` file before it runs a line of it.
 */
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const oldest = 24

if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(
    `This needs Node ${oldest} or newer, and this is Node ${process.versions.node}. ` +
      'Run it through npm after `npm ci`, which installs a Node of its own for Linux.',
  )
  process.exit(1)
}

// Where it cannot write, Node does without.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url)))

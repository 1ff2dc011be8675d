/**
 * Ends a command that runs under a Node too old to read TypeScript, with one line that says what to do.
 * Load it with `--import`, in plain JavaScript: an older Node refuses a `.ts` file before it runs a line of it.
 */
const oldest = 24

if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(
    `This needs Node ${oldest} or newer, and this is Node ${process.versions.node}. ` +
      'Run it through npm after `npm ci`, which installs a Node of its own for Linux.',
  )
  process.exit(1)
}

import './node/prepare.mjs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { LocalError, messageOf } from './local/local-error.ts'

const usage = `Usage: npm start [-- --fresh]

Runs the stack locally: the exact template and bundles that you would deploy, on
emulators. Tables and the bucket keep what was posted, personal data included,
until --fresh.

Options:
  --fresh            start with empty tables and an empty bucket, and build again
  -h, --help         show this help

Environment:
  PORT               port on 127.0.0.1 (default 3000; 0: any free port)
  COMMBOX_LOCAL_DIR  folder for tables, bucket, token, outputs and logs (default .local)
`

const { fresh, port, dir } = readCommandLine()
// The functions' threads share the time zone of this process, and Lambda's is UTC. The terminal shows local times.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
process.env.TZ = 'UTC'
// For everything that this process and its children create: tables, the build, logs.
process.umask(0o077)

let stopping: number | undefined
let shutDown: (() => Promise<void>) | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)

// Loaded after the signal handlers are set, since loading takes a while.
const began = performance.now()
const [{ startLocalStack }, terminal, { readyText }, { createConsole }] = await Promise.all([
  import('./local/stack.ts'),
  import('./local/terminal.ts'),
  import('./local/ready-text.ts'),
  import('./console/console.ts'),
])
try {
  const site = createConsole()
  const stack = await startLocalStack({
    dir,
    port,
    fresh,
    onBuilding: () => console.log('Building the functions and the template …'),
    onAnswered: (answered) => {
      console.log(terminal.requestLine(answered, timeZone))
      site.arrived(answered)
    },
    onProcessed: site.changed,
    onError: (line) => console.error(terminal.errorLine(line)),
    onFatal: (line) => {
      console.error(terminal.errorLine(`${line} Run npm start again.`))
      process.exit(1)
    },
  })
  shutDown = async () => {
    console.log(
      'Stopping after the queued messages are processed. Press Ctrl-C again to stop now and lose them.',
    )
    site.close()
    await stack.close()
    const left = await stack.drain()
    await stack.stop()
    for (const line of terminal.remainderLines(left)) console.error(terminal.errorLine(line))
    process.exit(0)
  }
  stack.host(site.open(stack))
  console.log(readyText(stack, (performance.now() - began) / 1000))
} catch (error) {
  fail(error)
}

/** Shuts down on the first signal and exits on the next. A second one within a second is npm forwarding the first. */
function onSignal(): void {
  const now = performance.now()
  if (stopping !== undefined) {
    if (now - stopping > 1000) process.exit(1)
    return
  }
  stopping = now
  if (shutDown) shutDown().catch(fail)
  else process.exit(0)
}

function fail(error: unknown): void {
  if (error instanceof LocalError) console.error(error.message)
  else console.error(`The local stack failed: ${messageOf(error)}`)
  process.exit(1)
}

function readCommandLine(): { fresh: boolean; port: number; dir: string } {
  try {
    const { values } = parseArgs({
      options: { fresh: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    const { PORT = '3000', COMMBOX_LOCAL_DIR: folder = '.local' } = process.env
    const port = Number(PORT)
    if (!/^\d{1,5}$/.test(PORT) || port > 65_535)
      throw new Error(`Invalid PORT ${PORT}: use a number from 0 to 65535.`)
    const project = fileURLToPath(new URL('../', import.meta.url))
    return {
      fresh: values.fresh ?? false,
      port,
      dir: resolve(folder === '.local' ? join(project, folder) : folder),
    }
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`)
    process.exit(2)
  }
}

import './node/node-version.mjs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { LocalError, messageOf } from './local/local-error.ts'

const usage = `Usage: npm start [-- --fresh]

Runs the receiver on this machine. Tables and the bucket are kept from one start to the next.

  --fresh            begin with empty tables and an empty bucket
  PORT               port on 127.0.0.1 (default 3000; 0: any free one)
  COMMBOX_LOCAL_DIR  folder for tables, bucket, token, outputs and logs (default .local)
`

const { fresh, port, dir } = readCommandLine()
// Lambda's clock is UTC and the functions' threads share this process's; the terminal keeps the person's.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
process.env.TZ = 'UTC'

let stopping: number | undefined
let begin: (() => Promise<void>) | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)

// Loaded after the signals are heard, for loading takes a while.
const began = performance.now()
const [{ startLocalStack }, terminal, { createConsole }] = await Promise.all([
  import('./local/stack.ts'),
  import('./local/terminal.ts'),
  import('./console/console.ts'),
])
try {
  const site = createConsole()
  const stack = await startLocalStack({
    dir,
    port,
    fresh,
    onBuilding: () => console.log('Building the functions and the template that would be deployed …'),
    onAnswered: (answered) => {
      console.log(terminal.requestLine(answered, timeZone))
      site.arrived(answered)
    },
    onProcessed: site.changed,
    onError: (line) => console.error(terminal.errorLine(line)),
    onDead: (line) => {
      console.error(terminal.errorLine(`${line} Start again.`))
      process.exit(1)
    },
  })
  begin = async () => {
    console.log('Stopping: the queues are being drained. Once more to stop at once.')
    site.close()
    await stack.close()
    const left = await stack.drain()
    for (const line of terminal.remainderLines(left)) console.error(terminal.errorLine(line))
    await stack.stop()
    process.exit(left.some(({ isDeadLetter }) => !isDeadLetter) ? 1 : 0)
  }
  stack.host(site.open(stack))
  console.log(terminal.readyText(stack, (performance.now() - began) / 1000))
} catch (error) {
  fail(error)
}

/** The first stops in good order, the next at once. npm hands on what the terminal has sent as well: that is one. */
function onSignal(): void {
  const now = performance.now()
  if (stopping !== undefined) {
    if (now - stopping > 500) process.exit(1)
    return
  }
  stopping = now
  if (begin) begin().catch(fail)
  else process.exit(0)
}

function fail(error: unknown): void {
  if (error instanceof LocalError) console.error(error.message)
  else console.error(`The local stack has failed: ${messageOf(error)}`)
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
      throw new Error(`PORT is ${PORT}, which is no port (0 to 65535).`)
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

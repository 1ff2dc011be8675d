import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type DynamoDb, hostname, listen } from './listening.ts'

/** The file of its tables in the folder of the stack. */
export const databaseFile = 'tables.db'

/** Returns the path of the binary; undefined if its optional package for this platform is not installed. */
export function dynoxide(): string | undefined {
  if (process.env.COMMBOX_FALLBACKS === '1') return undefined
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    )
    return join(dirname(manifest), 'dynoxide')
  } catch {
    return undefined
  }
}

/**
 * Runs the binary and kills it when the pipe on standard input closes, so that it cannot outlive this process, however
 * that ends. A shell gives background commands an empty standard input, hence the copy of the pipe.
 */
const supervisor = `exec 3<&0
"$@" </dev/null 3<&- &
pid=$!
(cat <&3 >/dev/null 2>&1; kill $pid) >/dev/null 2>&1 &
exec 3<&-
wait $pid`

/** Starts the binary. Returns the running emulator, or the reason why it does not run. */
export async function startDynoxide(
  binary: string,
  folder: string,
  onExit: (line: string) => void,
): Promise<DynamoDb | string> {
  const host = unguessableAddress()
  const port = await freePort(host)
  const serve = ['serve', '--host', host, '--port', String(port), '--db-path', join(folder, databaseFile)]
  const child = spawn('/bin/sh', ['-c', supervisor, 'sh', binary, ...serve], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // In its own process group, which Ctrl-C does not reach: the tables are needed until the queues are drained.
    detached: true,
    env: {},
  })
  child.stdin.on('error', () => {})
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))

  const problem = await new Promise<string>((resolve) => {
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('listening on')) resolve('')
    })
    child.once('error', (error) => resolve(error.message))
    child.once('close', () => resolve(text.replace(/^error:\s*/i, '').trim() || 'it exited at once'))
  })
  if (problem) {
    child.stdin.destroy()
    return problem
  }

  indexStreams(join(folder, databaseFile))
  let closing = false
  void exited.then(() => {
    child.stdin.destroy()
    if (!closing) onExit('DynamoDB (dynoxide) exited unexpectedly.')
  })
  const endpoint = `http://${host}:${port}`
  return {
    endpoint,
    direct: endpoint,
    isWhole: true,
    async close() {
      closing = true
      child.stdin.end()
      await exited
    },
  }
}

/** One of the sixteen million addresses of the loopback network. Other systems than Linux have only the first. */
function unguessableAddress(): string {
  if (process.platform !== 'linux') return hostname
  return [127, randomInt(1, 255), randomInt(1, 255), randomInt(1, 255)].join('.')
}

async function freePort(host: string): Promise<number> {
  const server = createServer()
  const port = await listen(server, 0, host)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/**
 * Adds an index that dynoxide lacks. Before each write it asks for the last record of the table's stream, and without
 * the index it reads the records of all streams to find it: four times the CPU after 5,000 deliveries, and more later.
 */
function indexStreams(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 })
  database.exec(
    'CREATE INDEX IF NOT EXISTS _stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  )
  database.close()
}

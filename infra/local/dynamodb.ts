import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { Agent, createServer, type RequestListener, request } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { credentials } from './account.ts'
import { gatedServer, refuseAsJson } from './gate.ts'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'
import { LocalError } from './local-error.ts'

const databaseFile = 'tables.db'
const databaseFolder = 'tables'

/** A running DynamoDB; `isWhole` says whether it supports streams and UpdateTimeToLive. */
export type DynamoDb = Emulator & { isWhole: boolean }

/**
 * Starts DynamoDB: dynoxide if its optional package for this platform is installed, else dynalite, which runs
 * everywhere and supports less. COMMBOX_FALLBACKS=1 always selects dynalite. Stores the tables in `folder`. Calls
 * `onExit` with one line if it exits unexpectedly.
 *
 * @throws LocalError if it does not start
 */
export async function startDynamoDb(folder: string, onExit: (line: string) => void): Promise<DynamoDb> {
  const binary = dynoxide()
  if (binary === undefined) return startDynalite(folder)
  for (let attempt = 1; ; attempt++) {
    const outcome = await startDynoxide(binary, folder, onExit)
    if (typeof outcome !== 'string') return outcome
    // Between freePort() and the start, another process may have taken the port.
    if (!outcome.includes('already in use') || attempt === 5) {
      throw new LocalError(`DynamoDB does not start on ${join(folder, databaseFile)}: ${outcome}`)
    }
  }
}

/**
 * Puts the gate of the other emulators before DynamoDB, for the access key of this start. The binary itself answers any
 * web page, so that it listens at an address of this machine that no page can guess.
 */
export async function gatedDynamoDb(behind: DynamoDb): Promise<DynamoDb> {
  const agent = new Agent({ keepAlive: true })
  const server = gatedServer((id) => id === credentials.accessKeyId, refuseAsJson, forwardTo(behind, agent))
  const port = await listen(server)
  return {
    endpoint: `http://${hostname}:${port}`,
    isWhole: behind.isWhole,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      agent.destroy()
      await behind.close()
    },
  }
}

function forwardTo({ endpoint }: Emulator, agent: Agent): RequestListener {
  const { hostname: host, port } = new URL(endpoint)
  return (asked, response) => {
    const { method, url: path, headers } = asked
    const forwarded = request({ agent, host, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    asked.pipe(forwarded)
  }
}

/** Deletes all tables in `folder`. */
export function removeTables(folder: string): void {
  for (const name of [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`, databaseFolder]) {
    rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function dynoxide(): string | undefined {
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
async function startDynoxide(
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

  let closing = false
  void exited.then(() => {
    child.stdin.destroy()
    if (!closing) onExit('DynamoDB (dynoxide) exited unexpectedly.')
  })
  return {
    endpoint: `http://${host}:${port}`,
    isWhole: true,
    async close() {
      closing = true
      child.stdin.end()
      await exited
    },
  }
}

/** Starts dynalite in this process, with its tables in a folder below `folder`. */
export async function startDynalite(folder: string): Promise<DynamoDb> {
  const { default: dynalite } = await import('dynalite')
  const path = join(folder, databaseFolder)
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  const port = await listen(server)
  return {
    endpoint: `http://${hostname}:${port}`,
    isWhole: false,
    close() {
      server.closeIdleConnections()
      return new Promise((resolve) => server.close(() => resolve()))
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

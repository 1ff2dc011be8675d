import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'
import { LocalError } from './local-error.ts'

const databaseFile = 'tables.db'
const databaseFolder = 'tables'

/** A running DynamoDB; `isWhole` says whether it knows streams and UpdateTimeToLive. */
export type DynamoDb = Emulator & { isWhole: boolean }

/**
 * Starts DynamoDB: dynoxide if its optional package for this platform is installed, else dynalite, which runs
 * everywhere and knows less. COMMBOX_FALLBACKS=1 takes dynalite anyway. Its tables stay in `folder`.
 */
export async function startDynamoDb(folder: string, died: (line: string) => void): Promise<DynamoDb> {
  const binary = dynoxide()
  if (binary === undefined) return startDynalite(folder)
  for (let attempt = 1; ; attempt++) {
    const outcome = await startDynoxide(binary, folder, died)
    if (typeof outcome !== 'string') return outcome
    // The free port was asked of the system and given back: another process may have been quicker.
    if (!outcome.includes('already in use') || attempt === 5) {
      throw new LocalError(`DynamoDB does not start on ${join(folder, databaseFile)}: ${outcome}`)
    }
  }
}

/** Removes every table from `folder`. */
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
 * Runs the binary and ends it when the pipe on standard input closes, whatever ended this process.
 * A background command of a shell reads nothing unless told to, hence the copy of the pipe.
 */
const supervisor = `exec 3<&0
"$@" </dev/null 3<&- &
pid=$!
(cat <&3 >/dev/null 2>&1; kill $pid) >/dev/null 2>&1 &
exec 3<&-
wait $pid`

/** The running emulator, or what it said instead of running. */
async function startDynoxide(
  binary: string,
  folder: string,
  died: (line: string) => void,
): Promise<DynamoDb | string> {
  const port = await freePort()
  const serve = ['serve', '--host', hostname, '--port', String(port), '--db-path', join(folder, databaseFile)]
  const child = spawn('/bin/sh', ['-c', supervisor, 'sh', binary, ...serve], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C reaches the whole group of the terminal, and tables are needed to the last message.
    detached: true,
    env: {},
  })
  child.stdin.on('error', () => {})
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))

  const said = await new Promise<string>((resolve) => {
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('listening on')) resolve('')
    })
    child.once('error', (error) => resolve(error.message))
    child.once('close', () => resolve(text.replace(/^error:\s*/i, '').trim() || 'it ended at once'))
  })
  if (said) {
    child.stdin.destroy()
    return said
  }

  let closing = false
  void exited.then(() => {
    child.stdin.destroy()
    if (!closing) died('DynamoDB (dynoxide) ended by itself.')
  })
  return {
    endpoint: `http://${hostname}:${port}`,
    isWhole: true,
    async close() {
      closing = true
      child.stdin.end()
      await exited
    },
  }
}

/** DynamoDB in this process, its tables in a folder of `folder`. */
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

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

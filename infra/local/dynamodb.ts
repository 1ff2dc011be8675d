import { rmSync } from 'node:fs'
import { Agent, type RequestListener, request } from 'node:http'
import { join } from 'node:path'
import { credentials } from './account.ts'
import { databaseFile, dynoxide, startDynoxide } from './dynoxide.ts'
import { gatedServer, refuseAsJson } from './gate.ts'
import { type DynamoDb, type Emulator, hostname, listen } from './listening.ts'
import { LocalError } from './local-error.ts'

const databaseFolder = 'tables'

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
    direct: behind.direct,
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

/** Starts dynalite in this process, with its tables in a folder below `folder`. */
export async function startDynalite(folder: string): Promise<DynamoDb> {
  const { default: dynalite } = await import('dynalite')
  const path = join(folder, databaseFolder)
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  const endpoint = `http://${hostname}:${await listen(server)}`
  return {
    endpoint,
    direct: endpoint,
    isWhole: false,
    close() {
      server.closeIdleConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

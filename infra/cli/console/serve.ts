import { once } from 'node:events'
import { createServer } from 'node:http'
import { openReadOnly } from '../../console/console.ts'
import { withDatabase } from '../../deployment/database.ts'
import { systemCode } from '../../deployment/errors.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { hostname, listen } from '../../local/listening.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { announceScan } from '../long-running/scan-cost.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'

export type ConsoleOptions = JsonOptions & { port: number }

/**
 * Serves the read-only console until it is interrupted.
 *
 * @throws CommandError if the port cannot be used
 */
export async function serveConsole(
  deployment: Deployment,
  { port, json }: ConsoleOptions,
  io: Io,
): Promise<void> {
  await withDatabase(deployment, async (client) => {
    const more = ' when a page is opened, at most every five minutes,'
    await announceScan(client, deployment, { of: ['Object', 'User', 'Tag'], isConsistent: false, more }, io)
    let site: ReturnType<typeof openReadOnly> = () => false
    const server = createServer((request, response) => {
      if (!site(request, response)) response.writeHead(404).end()
    })
    const bound = await listen(server, port).catch((error: unknown) => {
      throw new CommandError(`port ${port} cannot be used (${String(systemCode(error))}): choose another`)
    })
    const url = `http://${hostname}:${bound}`
    site = openReadOnly(deployment, client, url)
    try {
      await interruptible(io, async ({ signal }) => {
        if (json) printJson(io, [{ url }])
        else io.out(`The console of ${deployment.stackName}, read-only: ${url} (Ctrl-C ends it)`)
        if (!signal.aborted) await once(signal, 'abort')
      })
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
}

import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { listen } from '../../../infra/local/listening.ts'

/** A request as it goes to the emulator. */
export type Call = { headers: IncomingHttpHeaders; body: string }

/** Fills a gap of the emulator: gives an answer in its place, or another body to send it, or neither. */
export type Gap = (call: Call) => Promise<{ answer: object } | { body: string } | undefined>

/**
 * Is in front of the emulator and fills its gaps (docs/emulators.md). What no gap concerns is passed on as it comes;
 * so is every answer of the emulator.
 */
export async function startProxy(
  emulator: string,
  gaps: readonly Gap[],
): Promise<{ port: number; close(): void }> {
  const server = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming
    let body = await buffer(incoming)
    try {
      for (const gap of gaps) {
        const filled = await gap({ headers, body: isText(headers) ? body.toString() : '' })
        if (filled && 'answer' in filled) {
          outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
          return outgoing.end(JSON.stringify(filled.answer))
        }
        if (filled) body = Buffer.from(filled.body)
      }
    } catch (error) {
      return outgoing.writeHead(500).end(String(error))
    }
    const length = 'content-length' in headers ? { 'content-length': String(body.length) } : {}
    const passed = request(
      `${emulator}${url}`,
      { method, headers: { ...headers, ...length } },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(outgoing)
      },
    )
    passed.on('error', () => outgoing.destroy())
    return passed.end(body)
  })
  const port = await listen(server)
  return {
    port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Whether it is a call of an API, and no object for S3. */
function isText({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return type.startsWith('application/x-')
}

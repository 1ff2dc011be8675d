import type { IncomingMessage } from 'node:http'

/** The largest body that an HTTP API accepts, in bytes. */
const maxBody = 10 * 1024 * 1024
/** How much of a larger body is read and discarded, in bytes, so that its sender can read the answer. */
const maxDiscarded = 100 * 1024 * 1024

/** Reads the body of a request, whose sender may end it, or send more than an HTTP API accepts. */
export function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= maxBody) parts.push(part)
      else parts.length = 0
      if (size > maxDiscarded) request.destroy()
    })
    request.on('end', () => resolve(size > maxBody ? 'too large' : Buffer.concat(parts)))
    request.on('error', () => resolve('aborted'))
    request.on('close', () => resolve('aborted'))
  })
}

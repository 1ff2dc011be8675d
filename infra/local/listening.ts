import type { Server } from 'node:net'

/** The one address on which anything of the local stack listens. */
export const hostname = '127.0.0.1'

/** Lets `server` listen on 127.0.0.1 and gives its port; 0 asks for a free one. Rejects with the system's error. */
export function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, hostname, () => {
      server.off('error', reject)
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
      else reject(new Error('The server has no port.'))
    })
  })
}

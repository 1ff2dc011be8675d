import type { Server } from 'node:net'

/** The only address that the local stack listens on. */
export const hostname = '127.0.0.1'

/** A running emulator of one AWS service. */
export type Emulator = {
  /** `http://127.0.0.1:<port>` */
  endpoint: string
  close(): Promise<void>
}

/** A running DynamoDB. */
export type DynamoDb = Emulator & {
  /** Whether it supports streams and UpdateTimeToLive. */
  isWhole: boolean
  /** Its endpoint without a gate, for the functions, which the stack runs itself. */
  direct: string
}

/** Makes `server` listen on 127.0.0.1 and returns the port; port 0 takes any free one. Rejects with the system's error. */
export function listen(server: Server, port = 0, host = hostname): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
      else reject(new Error('The server has no port.'))
    })
  })
}

declare module '@20minutes/s3rver' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export default class S3rver {
    constructor(options: {
      directory: string
      silent?: boolean
      allowMismatchedSignatures?: boolean
      vhostBuckets?: boolean
    })
    readonly store: {
      getBucket(name: string): Promise<unknown>
      putBucket(name: string): Promise<unknown>
    }
    readonly logger: { close(): void }
    getMiddleware(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
}

import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'

const bucketsFolder = 'buckets'

/** A running S3. */
export type S3 = Emulator & {
  /** Creates a bucket; one that is there already keeps what is in it. */
  createBucket(name: string): Promise<void>
}

/** Starts S3 on a free port of 127.0.0.1. Its objects are files below `folder`. */
export async function startS3(folder: string): Promise<S3> {
  const directory = join(folder, bucketsFolder)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const emulator = new S3rver({
    directory,
    silent: true,
    allowMismatchedSignatures: true,
    vhostBuckets: false,
  })
  const handle = emulator.getMiddleware()
  const server = createServer((request, response) => void handle(request, response))
  const port = await listen(server)
  return {
    endpoint: `http://${hostname}:${port}`,
    async createBucket(name) {
      if (!(await emulator.store.getBucket(name))) await emulator.store.putBucket(name)
    },
    close() {
      emulator.logger.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Removes every bucket from `folder`. */
export function removeBuckets(folder: string): void {
  rmSync(join(folder, bucketsFolder), { recursive: true, force: true })
}

import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

/** What is known of an object beside its body. */
export type ObjectInfo = {
  key: string
  size: number
  etag: string
  contentType: string
  lastModified: string
}

/** The objects of all buckets. A bucket has to exist, except where it says otherwise. */
export type S3Objects = {
  createBucket(bucket: string): Promise<void>
  hasBucket(bucket: string): boolean
  /** Writes an object, whole or not at all, and gives its entity tag. */
  put(bucket: string, key: string, body: Buffer, contentType?: string): Promise<string>
  get(bucket: string, key: string): Promise<(ObjectInfo & { body: Buffer }) | undefined>
  remove(bucket: string, key: string): Promise<void>
  /** All objects of a bucket, in the order of their keys' bytes. */
  list(bucket: string): Promise<ObjectInfo[]>
}

const infoSchema = v.object({
  key: v.string(),
  size: v.number(),
  etag: v.string(),
  contentType: v.string(),
  lastModified: v.string(),
})

/**
 * Opens the folder in which objects are kept: `<hash of the bucket>/<hash of bucket and key>`, so that no name can
 * lead out of it. A file is one line of JSON about the object, then its body.
 */
export function openObjects(folder: string, now: () => Date): S3Objects {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const folderOf = (bucket: string) => join(folder, hashOf(bucket))
  const fileOf = (bucket: string, key: string) => join(folderOf(bucket), hashOf(`${bucket}/${key}`))
  return {
    async createBucket(bucket) {
      await mkdir(folderOf(bucket), { recursive: true, mode: 0o700 })
    },
    hasBucket: (bucket) => existsSync(folderOf(bucket)),
    async put(bucket, key, body, contentType = 'application/octet-stream') {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`
      const lastModified = now().toISOString()
      const info: ObjectInfo = { key, size: body.length, etag, contentType, lastModified }
      const file = fileOf(bucket, key)
      const draft = `${file}.${randomUUID()}`
      await writeFile(draft, Buffer.concat([Buffer.from(`${JSON.stringify(info)}\n`), body]), { mode: 0o600 })
      await rename(draft, file)
      return etag
    },
    async get(bucket, key) {
      const content = await readFile(fileOf(bucket, key)).catch(undefinedIfMissing)
      if (content === undefined) return undefined
      const end = content.indexOf('\n')
      return { ...infoIn(content.subarray(0, end)), body: content.subarray(end + 1) }
    },
    async remove(bucket, key) {
      await rm(fileOf(bucket, key), { force: true })
    },
    async list(bucket) {
      const found: ObjectInfo[] = []
      for (const name of await readdir(folderOf(bucket))) {
        // Another ending is the draft of an object that is being written, or never was to its end.
        if (!/^[0-9a-f]{64}$/.test(name)) continue
        const info = await infoOf(join(folderOf(bucket), name)).catch(undefinedIfMissing)
        if (info) found.push(info)
      }
      return found.sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)))
    },
  }
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

async function infoOf(file: string): Promise<ObjectInfo> {
  const handle = await open(file)
  try {
    for await (const line of handle.readLines({ autoClose: false })) return infoIn(line)
    throw new Error('The file is empty.')
  } finally {
    await handle.close()
  }
}

function infoIn(line: string | Buffer): ObjectInfo {
  return v.parse(infoSchema, JSON.parse(line.toString()))
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

import { rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { credentials } from './account.ts'
import { accessKeyOf, gatedServer, type Refusal } from './gate.ts'
import type { Emulator } from './listening.ts'
import { hostname, listen } from './listening.ts'
import { answerList, answerVersions } from './s3-list.ts'
import { openObjects, type S3Objects } from './s3-objects.ts'
import {
  accessDenied,
  allowOnly,
  internalError,
  invalid,
  isRefusal,
  largestObject,
  noSuchBucket,
  noSuchKey,
  notEmulated,
  tooLarge,
} from './s3-refusals.ts'
import { answerXml, element } from './s3-xml.ts'

const bucketsFolder = 'buckets'

/** What an access key may do beside reading and writing objects. */
export type S3Access = {
  /** `s3:ListBucket`. Without it, AWS answers 403 for an object that is missing, so that nobody learns its name. */
  canList: boolean
}

/** A running S3. */
export type S3 = Emulator & {
  /** Creates a bucket; one that exists already keeps its objects. */
  createBucket(name: string): Promise<void>
}

/**
 * Starts S3 on a free port of 127.0.0.1: PutObject, GetObject, HeadObject, DeleteObject, ListObjectsV2 and
 * ListObjectVersions, for the given access keys. What it does not emulate it refuses with 501. Its objects are files below `folder`.
 */
export async function startS3(
  folder: string,
  accessKeys: ReadonlyMap<string, S3Access> = new Map([[credentials.accessKeyId, { canList: true }]]),
  now: () => Date = () => new Date(),
): Promise<S3> {
  const objects = openObjects(join(folder, bucketsFolder), now)
  const server = gatedServer(
    (id) => accessKeys.has(id),
    refuse,
    (request, response) => {
      const access = accessKeys.get(accessKeyOf(request.headers.authorization) ?? '') ?? { canList: false }
      respond(objects, access, request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else refuse(response, isRefusal(error) ? error : internalError)
      })
    },
  )
  const port = await listen(server)
  return {
    endpoint: `http://${hostname}:${port}`,
    createBucket: (name) => objects.createBucket(name),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Removes every bucket from `folder`. */
export function removeBuckets(folder: string): void {
  rmSync(join(folder, bucketsFolder), { recursive: true, force: true })
}

/** Headers that would change what a request means: refused, so that nothing is answered wrongly in silence. */
const notEmulatedHeaders = [
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'x-amz-copy-source',
  'x-amz-tagging',
]

async function respond(
  objects: S3Objects,
  { canList }: S3Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', headers } = request
  const { bucket, key, query } = targetOf(request.url ?? '/')
  const header = notEmulatedHeaders.find((name) => headers[name] !== undefined)
  if (header !== undefined) throw notEmulated(`the header ${header}`)
  if (headers['content-encoding']?.includes('aws-chunked'))
    throw notEmulated('bodies in chunks (aws-chunked)')
  if (!objects.hasBucket(bucket)) throw noSuchBucket

  if (key === '') {
    const isOfVersions = query.has('versions')
    if (method !== 'GET' || (!isOfVersions && query.get('list-type') !== '2'))
      throw notEmulated(`${method} of a bucket`)
    if (!canList) throw accessDenied
    const answer = isOfVersions ? answerVersions : answerList
    return answer(response, bucket, await objects.list(bucket), query)
  }
  allowOnly(query, ['x-id', 'versionId'])
  // A bucket without versions calls its only version null.
  if ((query.get('versionId') ?? 'null') !== 'null') throw notEmulated('versions of objects')
  switch (method) {
    case 'PUT': {
      const body = await bodyOf(request)
      const etag = await objects.put(bucket, key, body, headers['content-type'])
      return void response.writeHead(200, { etag, 'content-length': 0 }).end()
    }
    case 'GET':
    case 'HEAD': {
      const found = await objects.get(bucket, key)
      if (found === undefined) throw canList ? noSuchKey : accessDenied
      response.writeHead(200, {
        etag: found.etag,
        'content-length': found.body.length,
        'content-type': found.contentType,
        'last-modified': new Date(found.lastModified).toUTCString(),
      })
      return void response.end(method === 'HEAD' ? undefined : found.body)
    }
    case 'DELETE':
      await objects.remove(bucket, key)
      return void response.writeHead(204).end()
    default:
      throw notEmulated(`${method} of an object`)
  }
}

/** Bucket and key as the path names them, decoded; a key of dots and slashes is a name like any other. */
function targetOf(target: string): { bucket: string; key: string; query: URLSearchParams } {
  const [path = '', search = ''] = target.split(/\?(.*)/s)
  const slash = path.indexOf('/', 1)
  const [bucket, encoded] = slash < 0 ? [path.slice(1), ''] : [path.slice(1, slash), path.slice(slash + 1)]
  if (!isBucketName(bucket)) throw invalid('InvalidBucketName', 'The specified bucket is not valid.')
  let key: string
  try {
    key = decodeURIComponent(encoded)
  } catch {
    throw invalid('InvalidURI', 'The key is not percent-encoded UTF-8.')
  }
  if (Buffer.byteLength(key) > 1024) throw invalid('KeyTooLongError', 'A key has at most 1024 bytes.')
  return { bucket, key, query: new URLSearchParams(search) }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+(\.\d+){3}$/.test(name)
  )
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > largestObject) throw tooLarge
  const body = await buffer(request)
  if (body.length > largestObject) throw tooLarge
  return body
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  answerXml(response, status, [element('Error', [element('Code', code), element('Message', message)])])
}

import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { newAccessKey, region } from '../../../infra/local/account.ts'
import { type S3, startS3 } from '../../../infra/local/s3.ts'

const folder = mkdtempSync(join(tmpdir(), 'commbox-s3-'))
const reader = newAccessKey()
const lister = newAccessKey()
const accessKeys = new Map([
  [reader.accessKeyId, { canList: false }],
  [lister.accessKeyId, { canList: true }],
])
const Bucket = 'large-bodies'

let emulator: S3
let asReader: S3Client
let asLister: S3Client

beforeAll(async () => {
  emulator = await startS3(join(folder, 'stack'), accessKeys)
  await emulator.createBucket(Bucket)
  asReader = clientOf(reader)
  asLister = clientOf(lister)
})
afterAll(async () => {
  asReader.destroy()
  asLister.destroy()
  await emulator.close()
  rmSync(folder, { recursive: true })
})

function clientOf(credentials: typeof reader): S3Client {
  return new S3Client({ endpoint: emulator.endpoint, region, credentials, maxAttempts: 1 })
}

async function put(Key: string, Body: string | Uint8Array = Key, client = asReader): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket, Key, Body }))
}

async function textOf(Key: string, client = asReader): Promise<string | undefined> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
  return Body?.transformToString()
}

describe('an object', () => {
  test('is read as it was written, with its type', async () => {
    const Body = '{"name":"דנה 😀"}'
    const object = { Bucket, Key: 'Object/2024-06-09/JKJaXmPLvHcESHA%3D.json' }
    const { ETag } = await asReader.send(
      new PutObjectCommand({ ...object, Body, ContentType: 'application/json' }),
    )
    const got = await asReader.send(new GetObjectCommand(object))
    expect(await got.Body?.transformToString()).toBe(Body)
    expect(got).toMatchObject({ ContentType: 'application/json', ContentLength: 22, ETag })
    const head = await asReader.send(new HeadObjectCommand(object))
    expect(head).toMatchObject({ ContentType: 'application/json', ContentLength: 22, ETag })
  })

  test('is bytes: also a line feed, also one first, also six million', async () => {
    for (const body of ['\n', '\n\n{}', 'x'.repeat(6_000_000)]) {
      await put('bytes', body)
      expect(await textOf('bytes')).toBe(body)
    }
  })

  test('is what was written last', async () => {
    await put('twice', 'first')
    await put('twice', 'second')
    expect(await textOf('twice')).toBe('second')
  })

  test('is gone once it is deleted, which may be said twice', async () => {
    await put('deleted')
    for (let time = 0; time < 2; time++) {
      await asReader.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }))
      await expect(textOf('deleted', asLister)).rejects.toBeInstanceOf(NoSuchKey)
    }
  })

  const oddKeys = ['../../../escaped', '/', '//a', 'a/../b', 'a b+c%2F', 'ש', '.', '\'"<&>']

  test.each(oddKeys)('may have the key %j, which leads nowhere', async (key) => {
    await put(key, `body of ${key}`)
    expect(await textOf(key)).toBe(`body of ${key}`)
  })

  test('is a file whose name is a hash, inside of the folder', async () => {
    for (const key of oddKeys) await put(key)
    expect(readdirSync(folder)).toEqual(['stack'])
    expect(readdirSync(join(folder, 'stack'))).toEqual(['buckets'])
    const files = readdirSync(join(folder, 'stack'), { recursive: true, encoding: 'utf8' })
    for (const file of files) expect(file).toMatch(/^buckets(\/[0-9a-f]{64}){0,2}$/)
    expect(files.length).toBeGreaterThan(8)
  })

  test('has a key of at most 1024 bytes', async () => {
    await put('é'.repeat(512))
    await expect(put('é'.repeat(513))).rejects.toMatchObject({ name: 'KeyTooLongError' })
  })
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
describe('a missing object', () => {
  const object = { Bucket, Key: 'missing' }

  test('is 404 to a key with s3:ListBucket', async () => {
    await expect(asLister.send(new GetObjectCommand(object))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    })
    await expect(asLister.send(new HeadObjectCommand(object))).rejects.toMatchObject({ name: 'NotFound' })
  })

  test('is 403 to a key without it', async () => {
    await expect(asReader.send(new GetObjectCommand(object))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    })
    await expect(asReader.send(new HeadObjectCommand(object))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
  })
})

describe('a list', () => {
  const keys = ['list/1', 'list/10', 'list/2', 'list/a&b', 'list/é', 'list/\u{ffff}', 'list/😀']

  beforeAll(async () => {
    for (const key of keys.toReversed()) await put(key)
  })

  test('is by prefix, in the order of the keys’ bytes, page by page', async () => {
    const found: (string | undefined)[] = []
    let pages = 0
    for await (const page of paginateListObjectsV2(
      { client: asLister, pageSize: 3 },
      { Bucket, Prefix: 'list/' },
    )) {
      found.push(...(page.Contents ?? []).map(({ Key }) => Key))
      pages += 1
    }
    expect(found).toEqual(keys)
    expect(pages).toBe(3)
  })

  test('says size and time, and nothing of objects that were never written to their end', async () => {
    const [bucket = ''] = readdirSync(join(folder, 'stack/buckets'))
    const draft = join(folder, 'stack/buckets', bucket, `${'0'.repeat(64)}.draft`)
    writeFileSync(draft, 'half')
    onTestFinished(() => rmSync(draft))
    const list = await asLister.send(
      new ListObjectsV2Command({ Bucket, StartAfter: 'list/é', Prefix: 'list/' }),
    )
    expect(list).toMatchObject({ KeyCount: 2, IsTruncated: false })
    expect(list.Contents?.[1]).toMatchObject({ Key: 'list/😀', Size: 9, LastModified: expect.any(Date) })
  })

  test('of versions has one of each object, page by page', async () => {
    const found: string[] = []
    let KeyMarker: string | undefined
    do {
      const page = await asLister.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: 'list/', MaxKeys: 3, KeyMarker }),
      )
      for (const version of page.Versions ?? []) {
        expect(version).toMatchObject({ VersionId: 'null', IsLatest: true, Size: expect.any(Number) })
        found.push(version.Key ?? '')
      }
      KeyMarker = page.NextKeyMarker
    } while (KeyMarker !== undefined)
    expect(found).toEqual(keys)
  })

  test('is refused to a key without s3:ListBucket', async () => {
    await expect(asReader.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
  })
})

test('objects are there after a restart, and belong to their bucket', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'commbox-s3-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const first = await startS3(dir, accessKeys)
  for (const bucket of ['one', 'two']) await first.createBucket(bucket)
  const { endpoint } = first
  const client = new S3Client({ endpoint, region, credentials: lister, maxAttempts: 1 })
  await client.send(new PutObjectCommand({ Bucket: 'one', Key: 'two/key', Body: 'kept' }))
  client.destroy()
  await first.close()

  const second = await startS3(dir, accessKeys)
  await second.createBucket('one')
  const again = new S3Client({ endpoint: second.endpoint, region, credentials: lister, maxAttempts: 1 })
  const { Body } = await again.send(new GetObjectCommand({ Bucket: 'one', Key: 'two/key' }))
  expect(await Body?.transformToString()).toBe('kept')
  await expect(again.send(new GetObjectCommand({ Bucket: 'two', Key: 'key' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  })
  again.destroy()
  await second.close()
})

describe('what is not emulated is refused', () => {
  test.each([
    ['a part of an object', () => new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=0-1' })],
    ['a condition', () => new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfNoneMatch: '*' })],
    ['tags', () => new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'a=b' })],
    ['a version', () => new GetObjectCommand({ Bucket, Key: 'k', VersionId: '1' })],
    ['a delimiter', () => new ListObjectsV2Command({ Bucket, Delimiter: '/' })],
    ['versioning', () => new GetBucketVersioningCommand({ Bucket })],
  ])('%s', async (_, command) => {
    // The union of the commands is more than the client's overloads take.
    const sent = asLister.send(command() as GetObjectCommand)
    await expect(sent).rejects.toMatchObject({ name: 'NotImplemented' })
  })

  test.each([
    ['a bucket that does not exist', '/another/key', 'NoSuchBucket'],
    ['a bucket that leads elsewhere', '/../key', 'InvalidBucketName'],
    ['the same, encoded', '/%2e%2e/key', 'InvalidBucketName'],
    ['an encoded slash in a bucket', '/..%2f..%2fvictim', 'InvalidBucketName'],
    ['an address as a bucket', '/127.0.0.1/key', 'InvalidBucketName'],
    ['no bucket', '/', 'InvalidBucketName'],
    ['a key that is not UTF-8', `/${Bucket}/%ff`, 'InvalidURI'],
  ])('%s', async (_, path, code) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${lister.accessKeyId}/20240609/us-east-1/s3/aws4_request`
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const asked = request(emulator.endpoint, { method, path, headers: { authorization } }).end()
      const [response]: IncomingMessage[] = await once(asked, 'response')
      expect(response && (await text(response))).toContain(`<Code>${code}</Code>`)
    }
  })
})

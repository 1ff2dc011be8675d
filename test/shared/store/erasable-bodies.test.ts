import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { BodyDeniedError, bodiesIn, versionPages } from '../../../shared/store/bucket.ts'

/**
 * A bucket with versions, which lists one a page as ListObjectVersions does: by key, the newest version first.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
function bucketOf(versions: { Key: string; VersionId: string; IsLatest: boolean }[]) {
  const send = async (command: object) => {
    if (command instanceof DeleteObjectCommand) {
      const { Key, VersionId } = command.input
      // Without a version it would only hide the object behind a delete marker.
      const at = versions.findIndex((each) => each.Key === Key && each.VersionId === VersionId)
      versions.splice(at, at < 0 ? 0 : 1)
      return {}
    }
    if (!(command instanceof ListObjectVersionsCommand)) throw new Error('another call')
    const { Prefix = '', KeyMarker, VersionIdMarker } = command.input
    const found = listed.filter(({ Key }) => Key.startsWith(Prefix))
    const start = found.findIndex((each) => each.Key === KeyMarker && each.VersionId === VersionIdMarker) + 1
    const [version] = found.slice(start)
    const next = { NextKeyMarker: version?.Key, NextVersionIdMarker: version?.VersionId }
    return { Versions: version ? [version] : [], IsTruncated: start + 1 < found.length, ...next }
  }
  const listed = [...versions]
  const s3: S3Client = Object.assign(Object.create(null), { send })
  return bodiesIn(s3, 'bucket')
}

const all = () => [
  { Key: 'a.json', VersionId: '3', IsLatest: true },
  { Key: 'a.json', VersionId: '2', IsLatest: false },
  { Key: 'a.json', VersionId: 'null', IsLatest: false },
  { Key: 'a.json.b', VersionId: '1', IsLatest: true },
]

test('a body is deleted with every version of it, and no other body', async () => {
  const versions = all()
  expect(await bucketOf(versions).erase('a.json', 'every')).toBe(3)
  expect(versions).toEqual([{ Key: 'a.json.b', VersionId: '1', IsLatest: true }])
})

test('of a body that was rewritten, the former versions are deleted', async () => {
  const versions = all()
  expect(await bucketOf(versions).erase('a.json', 'former')).toBe(2)
  expect(versions.map(({ VersionId }) => VersionId)).toEqual(['3', '1'])
})

/** A bucket of which a call is answered so, and what was asked. */
function answering(answer: () => object) {
  const asked: object[] = []
  const send = async ({ input }: { input: object }) => {
    asked.push(input)
    return answer()
  }
  const s3: S3Client = Object.assign(Object.create(null), { send })
  return { asked, s3, bodies: bodiesIn(s3, 'bucket') }
}

test('a body is written as JSON under its key', async () => {
  const { asked, bodies } = answering(() => ({}))
  await bodies.put('a.json', '{}')
  expect(asked).toEqual([{ Bucket: 'bucket', Key: 'a.json', Body: '{}', ContentType: 'application/json' }])
})

test('an empty bucket has no version to delete', async () => {
  const { asked, bodies, s3 } = answering(() => ({}))
  expect(await Array.fromAsync(versionPages(s3, 'bucket', 'a.json'))).toEqual([[]])
  asked.length = 0
  expect(await bodies.erase('a.json', 'every')).toBe(0)
  expect(asked).toEqual([{ Bucket: 'bucket', Prefix: 'a.json' }])
})

const ofService = (httpStatusCode: number) =>
  new S3ServiceException({ name: 'Other', $fault: 'server', $metadata: { httpStatusCode }, message: '' })

test('a body that S3 denies is named, with what S3 said', async () => {
  const cause = ofService(403)
  const error = await answering(() => {
    throw cause
  })
    .bodies.get('a.json')
    .catch((thrown: unknown) => thrown)
  expect(error).toEqual(new BodyDeniedError('S3 denies access to the body a.json'))
  expect(error).toMatchObject({ cause })
})

test.each([
  ['of S3 that says nothing of access', ofService(500)],
  ['of the network', Object.assign(new Error('down'), { $metadata: { httpStatusCode: 403 } })],
])('an error %s is thrown as it is', async (_, error) => {
  const { bodies } = answering(() => {
    throw error
  })
  expect(await bodies.get('a.json').catch((thrown: unknown) => thrown)).toBe(error)
})

import type { ServerResponse } from 'node:http'
import type { ObjectInfo } from './s3-objects.ts'
import { allowOnly, invalid } from './s3-refusals.ts'
import { answerXml, element } from './s3-xml.ts'

/** Answers ListObjectsV2, without a delimiter. @param all the objects of the bucket, by key */
export function answerList(
  response: ServerResponse,
  bucket: string,
  all: readonly ObjectInfo[],
  query: URLSearchParams,
): void {
  allowOnly(query, ['list-type', 'x-id', 'prefix', 'max-keys', 'start-after', 'continuation-token'])
  const token = query.get('continuation-token')
  const after = Buffer.from(token ?? query.get('start-after') ?? '', token === null ? 'utf8' : 'base64url')
  const { page, last, common } = pageOf(bucket, all, query, after)
  answerXml(response, 200, [
    element('ListBucketResult', [
      ...common,
      element('KeyCount', String(page.length)),
      ...(last ? [element('NextContinuationToken', Buffer.from(last.key).toString('base64url'))] : []),
      ...page.map((info) => element('Contents', elementsOf(info))),
    ]),
  ])
}

/** Answers ListObjectVersions of a bucket without versioning: each object has one version, named `null`. */
export function answerVersions(
  response: ServerResponse,
  bucket: string,
  all: readonly ObjectInfo[],
  query: URLSearchParams,
): void {
  allowOnly(query, ['versions', 'x-id', 'prefix', 'max-keys', 'key-marker'])
  const { page, last, common } = pageOf(bucket, all, query, Buffer.from(query.get('key-marker') ?? ''))
  const only = [element('VersionId', 'null'), element('IsLatest', 'true')]
  answerXml(response, 200, [
    element('ListVersionsResult', [
      ...common,
      ...(last ? [element('NextKeyMarker', last.key)] : []),
      ...page.map((info) => element('Version', [...elementsOf(info), ...only])),
    ]),
  ])
}

/** The objects of a page, its last one if more follow, and what both lists say. @param after the key before the page */
function pageOf(bucket: string, all: readonly ObjectInfo[], query: URLSearchParams, after: Buffer) {
  const prefix = query.get('prefix') ?? ''
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000)
  if (!Number.isInteger(limit) || limit < 0) throw invalid('InvalidArgument', 'max-keys is not a number.')
  const rest = all.filter(
    ({ key }) =>
      key.startsWith(prefix) && (after.length === 0 || Buffer.compare(Buffer.from(key), after) > 0),
  )
  const page = rest.slice(0, limit)
  const last = rest.length > page.length ? page.at(-1) : undefined
  const common = [
    element('Name', bucket),
    element('Prefix', prefix),
    element('MaxKeys', String(limit)),
    element('IsTruncated', String(last !== undefined)),
  ]
  return { page, last, common }
}

function elementsOf({ key, lastModified, etag, size }: ObjectInfo) {
  return [
    element('Key', key),
    element('LastModified', lastModified),
    element('ETag', etag),
    element('Size', String(size)),
    element('StorageClass', 'STANDARD'),
  ]
}

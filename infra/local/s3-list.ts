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
  const prefix = query.get('prefix') ?? ''
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000)
  if (!Number.isInteger(limit) || limit < 0) throw invalid('InvalidArgument', 'max-keys is not a number.')
  const token = query.get('continuation-token')
  const after = Buffer.from(token ?? query.get('start-after') ?? '', token === null ? 'utf8' : 'base64url')
  const rest = all.filter(
    ({ key }) =>
      key.startsWith(prefix) && (after.length === 0 || Buffer.compare(Buffer.from(key), after) > 0),
  )
  const page = rest.slice(0, limit)
  const last = rest.length > page.length ? page.at(-1) : undefined
  const contents = page.map(({ key, lastModified, etag, size }) =>
    element('Contents', [
      element('Key', key),
      element('LastModified', lastModified),
      element('ETag', etag),
      element('Size', String(size)),
      element('StorageClass', 'STANDARD'),
    ]),
  )
  answerXml(response, 200, [
    element('ListBucketResult', [
      element('Name', bucket),
      element('Prefix', prefix),
      element('KeyCount', String(page.length)),
      element('MaxKeys', String(limit)),
      element('IsTruncated', String(last !== undefined)),
      ...(last ? [element('NextContinuationToken', Buffer.from(last.key).toString('base64url'))] : []),
      ...contents,
    ]),
  ])
}

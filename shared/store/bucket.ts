import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  NoSuchKey,
  type ObjectVersion,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { ErasableBodies } from '../events/large-bodies.ts'

/**
 * Thrown if S3 answers 403 for one body. It says nothing of others: without permission to list the bucket, that is the
 * answer for a body that is gone (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
 */
export class BodyDeniedError extends Error {
  override name = 'BodyDeniedError'
}

/** Reads, writes and erases large bodies in the bucket that the outputs name under `LargeBodiesBucket`. */
export function bodiesIn(s3: S3Client, bucket: string): ErasableBodies {
  return {
    async put(key, body) {
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }),
      )
    },
    async get(key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return await Body?.transformToString('utf-8')
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403)
          throw new BodyDeniedError(`S3 denies access to the body ${key}`, { cause: error })
        throw error
      }
    },
    async erase(key, which) {
      let count = 0
      for await (const versions of versionPages(s3, bucket, key))
        for (const { Key, VersionId, IsLatest } of versions) {
          if (Key !== key || (which === 'former' && IsLatest)) continue
          await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }))
          count += 1
        }
      return count
    },
  }
}

/**
 * Lists the versions of the bodies whose keys have a prefix, page by page. A bucket without versioning calls its only
 * version `null`: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function* versionPages(
  s3: S3Client,
  Bucket: string,
  Prefix: string,
): AsyncGenerator<ObjectVersion[]> {
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {}
  while (next) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, ...next }),
    )
    yield page.Versions ?? []
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined
  }
}

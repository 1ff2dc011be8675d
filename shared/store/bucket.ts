import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Bodies } from '../events/large-bodies.ts'

/**
 * Thrown if S3 answers 403 for one body. It says nothing of others: without permission to list the bucket, that is the
 * answer for a body that is gone (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
 */
export class BodyDeniedError extends Error {
  override name = 'BodyDeniedError'
}

/** Reads and writes large bodies in the bucket that the outputs name under `LargeBodiesBucket`. */
export function bodiesIn(s3: S3Client, bucket: string): Bodies {
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
  }
}

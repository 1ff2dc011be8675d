import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Bodies } from '../events/large-bodies.ts'

/** Reads and writes large bodies in the bucket that the outputs name under `LargeBodiesBucket`. */
export function bodiesIn(s3: S3Client, bucket: string): Bodies {
  return {
    async put(key, body) {
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }),
      )
    },
    async get(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      if (Body === undefined) throw new Error('The object has no body')
      return await Body.transformToString('utf-8')
    },
  }
}

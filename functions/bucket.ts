import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Bodies } from '../shared/events/large-bodies.ts'

/**
 * The bucket of large bodies. A bundle of its own beside a function's: only a large body pays for loading it.
 */
export function bucketOf(Bucket: string): Bodies {
  const s3 = new S3Client({})
  return {
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }))
    },
    async get(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      if (Body === undefined) throw new Error('the object has no body')
      return await Body.transformToString('utf-8')
    },
  }
}

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Source } from './source.ts'

/** The bucket of large bodies, by the name that the outputs have under `LargeBodiesBucket`. */
export function bodiesIn(s3: S3Client, bucket: string): NonNullable<Source['bodies']> {
  return {
    async get(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      if (Body === undefined) throw new Error('The object has no body')
      return Body.transformToString('utf-8')
    },
  }
}

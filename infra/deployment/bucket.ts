import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Bodies } from '../../shared/events/large-bodies.ts'
import type { Deployment } from './outputs-file.ts'

/** The bucket of a deployment's large bodies, until it is closed. */
export function bucketOf(deployment: Deployment): Bodies & { close(): void } {
  const { local, region } = deployment
  const Bucket = deployment.bucketName()
  const s3 = local
    ? new S3Client({ endpoint: local.s3Endpoint, region: 'us-east-1', credentials: local.credentials })
    : new S3Client(region ? { region } : {})
  return {
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }))
    },
    async get(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      if (Body === undefined) throw new Error('the object has no body')
      return await Body.transformToString('utf-8')
    },
    close: () => s3.destroy(),
  }
}

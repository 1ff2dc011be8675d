import { S3Client } from '@aws-sdk/client-s3'
import type { Bodies } from '../../shared/events/large-bodies.ts'
import { bodiesIn } from '../../shared/store/bucket.ts'
import type { Deployment } from './outputs-file.ts'

/** Opens the bucket of a deployment's large bodies, until it is closed. */
export function bucketOf(deployment: Deployment): Bodies & { close(): void } {
  const { local, region } = deployment
  const s3 = local
    ? new S3Client({ endpoint: local.s3Endpoint, region: 'us-east-1', credentials: local.credentials })
    : new S3Client(region ? { region } : {})
  return { ...bodiesIn(s3, deployment.bucketName()), close: () => s3.destroy() }
}

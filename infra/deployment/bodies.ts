import type { S3Client } from '@aws-sdk/client-s3'
import type { ErasableBodies } from '../../shared/events/large-bodies.ts'
import { lazyBodies } from '../../shared/store/lazy-bodies.ts'
import type { Deployment } from './outputs-file.ts'

/** Runs `work` with the large bodies of a deployment. The S3 client is loaded when the first body is needed. */
export async function withBodies<Result>(
  deployment: Deployment,
  work: (bodies: ErasableBodies) => Promise<Result>,
): Promise<Result> {
  let s3: S3Client | undefined
  const bodies = lazyBodies(async () => {
    const [{ bucketClient }, { bodiesIn }] = await Promise.all([
      import('./bucket.ts'),
      import('../../shared/store/bucket.ts'),
    ])
    s3 = bucketClient(deployment)
    return bodiesIn(s3, deployment.bucketName())
  })
  try {
    return await work(bodies)
  } finally {
    s3?.destroy()
  }
}

import { S3Client } from '@aws-sdk/client-s3'
import type { Deployment } from './outputs-file.ts'

/** Opens a client of a deployment's bucket. The caller destroys it. */
export function bucketClient({ local, region }: Deployment): S3Client {
  if (local === undefined) return new S3Client(region ? { region } : {})
  return new S3Client({ endpoint: local.s3Endpoint, region: 'us-east-1', credentials: local.credentials })
}

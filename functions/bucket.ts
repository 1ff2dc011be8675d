import { S3Client } from '@aws-sdk/client-s3'
import type { ErasableBodies } from '../shared/events/large-bodies.ts'
import { bodiesIn } from '../shared/store/bucket.ts'
import { requestHandler } from './aws-calls.ts'

/** Opens the bucket of large bodies. It is a second bundle beside a function's, loaded for the first large body. */
export function bucketOf(name: string): ErasableBodies {
  return bodiesIn(new S3Client({ requestHandler }), name)
}

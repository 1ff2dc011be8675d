import { ListBucketsCommand, PutBucketTaggingCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Gap } from './proxy.ts'

/** The tag by which the CDK's function knows a bucket that it may empty. */
const TagSet = [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }]

/**
 * CloudFormation's tags of buckets, before a stack is deleted: only then does something read them. Production has no
 * such function, so that the tag of its buckets means nothing.
 */
export function bucketTags(s3: S3Client): Gap {
  return async ({ body }) => {
    if (new URLSearchParams(body).get('Action') !== 'DeleteStack') return undefined
    const { Buckets = [] } = await s3.send(new ListBucketsCommand())
    for (const { Name } of Buckets)
      if (Name?.startsWith('commboxwebhooks'))
        await s3.send(new PutBucketTaggingCommand({ Bucket: Name, Tagging: { TagSet } }))
    return undefined
  }
}

import { describe, expect, test } from 'vitest'
import { everySetting, resources, synthesized, synthesizedFrom } from './synthesized.ts'

const bucketOf = (context: Record<string, unknown> = {}) => {
  const [bucket] = resources(synthesized(context), 'AWS::S3::Bucket').values()
  return bucket
}

describe('the bucket of large bodies', () => {
  test('is private and encrypted, and talks TLS alone', () => {
    const template = synthesized()
    expect(bucketOf()?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    })
    const [policy] = resources(template, 'AWS::S3::BucketPolicy').values()
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    })
  })

  test('forgets a body of quarantine when its row goes, after 90 days, and no other', () => {
    expect(bucketOf()?.Properties.LifecycleConfiguration).toEqual({
      Rules: [{ Prefix: 'Quarantine/', ExpirationInDays: 90, Status: 'Enabled' }],
    })
  })

  test('forgets a body of an entity when its event goes, in production its last version a day later', () => {
    const [bucket] = resources(synthesizedFrom(everySetting), 'AWS::S3::Bucket').values()
    const rule = (Prefix: string, ExpirationInDays: number) => ({
      Prefix,
      ExpirationInDays,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      Status: 'Enabled',
    })
    expect(bucket?.Properties.LifecycleConfiguration).toEqual({
      Rules: [
        rule('Object/', 365),
        rule('User/', 30),
        rule('Quarantine/', 90),
        {
          ExpiredObjectDeleteMarker: true,
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
          Status: 'Enabled',
        },
      ],
    })
  })

  test('keeps versions, and survives its stack, in production alone', () => {
    const production = bucketOf({ stage: 'prod' })
    expect(production?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(production?.DeletionPolicy).toBe('Retain')
    expect(bucketOf()?.Properties.VersioningConfiguration).toBeUndefined()
    expect(bucketOf()?.DeletionPolicy).toBe('Delete')
  })
})

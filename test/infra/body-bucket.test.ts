import { describe, expect, test } from 'vitest'
import { everySetting, resources, synthesized, synthesizedFrom } from './synthesized.ts'

const bucketOf = (context: Record<string, unknown> = {}) => {
  const [bucket] = resources(synthesized(context), 'AWS::S3::Bucket').values()
  return bucket
}

describe('the bucket of large bodies', () => {
  test('is private and encrypted, and accepts only TLS', () => {
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

  test('expires bodies of quarantine with their rows, after 90 days, and no others', () => {
    expect(bucketOf()?.Properties.LifecycleConfiguration).toEqual({
      Rules: [{ Prefix: 'Quarantine/', ExpirationInDays: 90, Status: 'Enabled' }],
    })
  })

  test('expires bodies of an entity with its events, in production the last version a day later', () => {
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

  test('keeps versions and outlives its stack only in production', () => {
    const production = bucketOf({ stage: 'prod' })
    expect(production?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(production?.DeletionPolicy).toBe('Retain')
    expect(bucketOf()?.Properties.VersioningConfiguration).toBeUndefined()
    expect(bucketOf()?.DeletionPolicy).toBe('Delete')
  })
})

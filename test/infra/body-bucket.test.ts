import { Annotations as CdkAnnotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../infra/app.ts'
import { everySetting, resources, synthesized, synthesizedFrom, tokenHash } from './synthesized.ts'

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
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    })
  })

  test('expires bodies of quarantine a week after their rows, those kept as received after a week, and no others', () => {
    expect(bucketOf()?.Properties.LifecycleConfiguration).toEqual({
      Rules: [
        { Prefix: 'Quarantine/', ExpirationInDays: 97, Status: 'Enabled' },
        { Prefix: 'Received/', ExpirationInDays: 7, Status: 'Enabled' },
      ],
    })
  })

  test('expires bodies of an entity a week after its events, in production the last version a day later', () => {
    const [bucket] = resources(synthesizedFrom(everySetting), 'AWS::S3::Bucket').values()
    const rule = (Prefix: string, ExpirationInDays: number) => ({
      Prefix,
      ExpirationInDays,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      Status: 'Enabled',
    })
    expect(bucket?.Properties.LifecycleConfiguration).toEqual({
      Rules: [
        rule('Object/', 372),
        rule('User/', 37),
        rule('Quarantine/', 37),
        rule('Received/', 7),
        {
          ExpiredObjectDeleteMarker: true,
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
          Status: 'Enabled',
        },
      ],
    })
  })

  test('a retention says at synthesis what it reaches, and what not', () => {
    const saidOf = (stateRetention: { Object?: number }) => {
      const { stack } = createApp({
        context: { tokenHash, stage: 'other' },
        stages: { other: { isProduction: false, eventRetention: { Object: 365 }, stateRetention } },
        bundling: false,
      })
      const found = CdkAnnotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('expire'))
      expect(found).toHaveLength(1)
      return found[0]?.entry.data
    }
    expect(saidOf({})).toMatch(
      /^Object: events stored from now on expire 365 days .*, states never\. .* deleted 372 days/,
    )
    expect(saidOf({ Object: 730 })).toContain('states 730 days after their last change.')
  })

  test('is encrypted with the key of a stage that has one', () => {
    const [bucket] = resources(synthesizedFrom(everySetting), 'AWS::S3::Bucket').values()
    expect(bucket?.Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: everySetting.encryptionKeyArn,
          },
        },
      ],
    })
  })

  test('is emptied when its stack is destroyed, and never in production', () => {
    const emptied = (stage: string) =>
      Object.keys(synthesized({ stage }).findResources('Custom::S3AutoDeleteObjects')).length
    expect([emptied('dev'), emptied('prod')]).toEqual([1, 0])
  })

  test('keeps versions and outlives its stack only in production', () => {
    const production = bucketOf({ stage: 'prod' })
    expect(production?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(production?.DeletionPolicy).toBe('Retain')
    expect(bucketOf()?.Properties.VersioningConfiguration).toBeUndefined()
    expect(bucketOf()?.DeletionPolicy).toBe('Delete')
  })
})

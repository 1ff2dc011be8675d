import { Annotations, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { entities } from '../../shared/commbox/names.ts'
import { receivedFirst } from '../../shared/events/large-bodies.ts'
import type { Pipeline } from '../../shared/runtime/names.ts'
import { environment } from '../../shared/runtime/variables.ts'
import type { Stage } from '../stage.ts'
import { encryptionKeyOf } from './encryption-key.ts'

/** Days for which a deleted or overwritten body can be restored, if the events of its entity never expire. */
const undeleteDays = 90

/**
 * Days that a body outlives its row. DynamoDB deletes an expired row within a few days:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
const daysAfterRow = 7

/**
 * Stores the bodies that are too large for a message or an item. Encrypted, private, TLS only. A body expires
 * a week after its row. Outside production the bucket is emptied when the stack is destroyed.
 */
export class BodyBucket extends Construct {
  readonly bucketName: string
  private readonly bucket: Bucket

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    const encryptionKey = encryptionKeyOf(this, stage)
    this.bucket = new Bucket(this, 'Bucket', {
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: stage.isProduction,
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      // CloudFormation deletes only an empty bucket.
      autoDeleteObjects: !stage.isProduction,
      lifecycleRules: lifecycleOf(stage),
    })
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the functions of this stack use the bucket, and each logs the delivery that it reads or writes. ' +
        'A bucket of access logs would hold more objects than this one.',
    })
    this.bucketName = this.bucket.bucketName
    this.explainRetention(stage)
  }

  /** Says at synthesis what a retention reaches, since what is stored already stays as it was written. */
  private explainRetention({ eventRetention, stateRetention }: Stage): void {
    for (const entity of entities) {
      const days = eventRetention[entity]
      if (days === undefined) continue
      const ofStates = stateRetention[entity]
      const states = ofStates === undefined ? 'never' : `${ofStates} days after their last change`
      Annotations.of(this).addInfo(
        `${entity}: events stored from now on expire ${days} days after their receipt, states ${states}. What is ` +
          `stored already keeps the expiry that it was written with, or none. Large bodies, older ones too, are ` +
          `deleted ${days + daysAfterRow} days after they were written: an event without its body counts as expired.`,
      )
    }
  }

  /**
   * Gives a consumer the bucket's name and permission to read and write the bodies of its pipeline, and to erase them
   * with every version, also as they were received. Without permission to list the bucket, S3 answers 403 and not 404
   * for a body that is not there: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  grantConsume(grantee: LambdaFunction, pipeline: Pipeline): void {
    const { bucketArn } = this.bucket
    this.grant(grantee, ['GetObject', 'PutObject', 'DeleteObjectVersion'], [pipeline])
    this.grant(grantee, ['DeleteObjectVersion'], [receivedFirst.prefix])
    // Without a condition on the prefix: the request for an object has none.
    grantee.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }))
    grantee.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:ListBucketVersions'],
        resources: [bucketArn],
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
        conditions: { StringLike: { 's3:prefix': [`${pipeline}/*`, `${receivedFirst.prefix}/*`] } },
      }),
    )
  }

  /** Gives a function the bucket's name and permission to write bodies: of these pipelines, and as they were received. */
  grantPut(grantee: LambdaFunction, pipelines: readonly Pipeline[]): void {
    this.grant(grantee, ['PutObject'], [...pipelines, receivedFirst.prefix])
  }

  private grant(grantee: LambdaFunction, actions: readonly string[], prefixes: readonly string[]): void {
    grantee.addEnvironment(environment.bucketName, this.bucketName)
    grantee.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `s3:${action}`),
        resources: prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}/*`)),
      }),
    )
    const logicalId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket)
    for (const prefix of prefixes) {
      Validations.of(grantee.role ?? grantee).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${prefix}/*]`,
        reason: 'Objects are named after delivery ids, so the permission needs a wildcard after the prefix.',
      })
    }
  }
}

/** Expires the bodies of each pipeline after its rows; a versioned bucket deletes the old version a day later. */
function lifecycleOf({ isProduction, eventRetention, quarantineRetention }: Stage): LifecycleRule[] {
  const rows = Object.entries({ ...eventRetention, Quarantine: quarantineRetention })
  const expiring = [
    ...rows.map(([pipeline, days]) => [pipeline, days + daysAfterRow] as const),
    [receivedFirst.prefix, receivedFirst.days] as const,
  ]
  const rules: LifecycleRule[] = expiring.map(([prefix, days]) => ({
    prefix: `${prefix}/`,
    expiration: Duration.days(days),
    ...(isProduction ? { noncurrentVersionExpiration: Duration.days(1) } : {}),
  }))
  if (isProduction) {
    rules.push({ noncurrentVersionExpiration: Duration.days(undeleteDays), expiredObjectDeleteMarker: true })
  }
  return rules
}

import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
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
import { quarantineRetentionDays } from '../../shared/quarantine/table.ts'
import { environment, type Pipeline } from '../../shared/runtime/names.ts'
import type { Stage } from '../stages.ts'

/** Days for which a body of an event that stays for ever can be brought back after it was deleted or overwritten. */
const undeleteDays = 90

/**
 * The bodies that are too large for a message or an item. Encrypted, private, over TLS alone; a body goes when
 * its row goes.
 */
export class BodyBucket extends Construct {
  readonly bucketName: string
  private readonly bucket: Bucket

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: stage.isProduction,
      removalPolicy: stage.isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: lifecycleOf(stage),
    })
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only two functions of this stack use the bucket, each logs the delivery that it reads or writes, and ' +
        'a bucket of access logs would hold more objects than this one.',
    })
    this.bucketName = this.bucket.bucketName
  }

  /** Tells a function the bucket's name and allows it one action on the bodies of these pipelines. */
  handTo(receiver: LambdaFunction, action: 'PutObject' | 'GetObject', pipelines: readonly Pipeline[]): void {
    receiver.addEnvironment(environment.bucketName, this.bucketName)
    receiver.addToRolePolicy(
      new PolicyStatement({
        actions: [`s3:${action}`],
        resources: pipelines.map((pipeline) => this.bucket.arnForObjects(`${pipeline}/*`)),
      }),
    )
    const logicalId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket)
    for (const pipeline of pipelines) {
      Validations.of(receiver.role ?? receiver).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${pipeline}/*]`,
        reason: 'Objects are named by delivery ids: a permission on them needs a wildcard behind the prefix.',
      })
    }
  }
}

/** Each pipeline's bodies go with its rows; where versions are kept, the deleted version a day later. */
function lifecycleOf({ isProduction, eventRetention }: Stage): LifecycleRule[] {
  const expiring = { ...eventRetention, Quarantine: quarantineRetentionDays }
  const rules: LifecycleRule[] = Object.entries(expiring).map(([pipeline, days]) => ({
    prefix: `${pipeline}/`,
    expiration: Duration.days(days),
    ...(isProduction ? { noncurrentVersionExpiration: Duration.days(1) } : {}),
  }))
  if (isProduction) {
    rules.push({ noncurrentVersionExpiration: Duration.days(undeleteDays), expiredObjectDeleteMarker: true })
  }
  return rules
}

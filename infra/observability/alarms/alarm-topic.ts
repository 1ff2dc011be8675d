import { Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'

/**
 * The topic of this stack's alarms: only CloudWatch may publish, only over TLS. Not encrypted with KMS: CloudWatch
 * could publish only with a customer managed key ($1 a month), and messages hold names and states of alarms.
 */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, email: string | undefined) {
    super(scope, id, { enforceSSL: true })
    const { account, partition, region } = Stack.of(this)
    // It replaces the default policy, which allows every service of the account to publish.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    )
    if (email === undefined) return
    this.addSubscription(new EmailSubscription(email))
    // An alarm that gets its first data goes from INSUFFICIENT_DATA to OK: that is no e-mail.
    // https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
    const [subscription] = this.node.findAll().filter((each) => each instanceof CfnSubscription)
    subscription?.addPropertyOverride('FilterPolicyScope', 'MessageBody')
    subscription?.addPropertyOverride('FilterPolicy', {
      $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }],
    })
    Validations.of(this).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'SNS retries e-mail itself, and nobody would read a queue of failed e-mails.',
    })
  }
}

import { Duration } from 'aws-cdk-lib'
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { AlarmTopic } from './alarm-topic.ts'
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts'

export const fiveMinutes = Duration.minutes(5)
export const hour = Duration.hours(1)

/** Without traffic most metrics have no data. That is not a fault: the silence alarm watches for it. */
export const noDataIsFine = TreatMissingData.NOT_BREACHING

/** Alarms that notify one topic. */
export class AlarmSet extends Construct {
  readonly topic: AlarmTopic
  private readonly action: SnsAction

  constructor(scope: Construct, id: string, email: string | undefined) {
    super(scope, id)
    this.topic = new AlarmTopic(this, 'Topic', email)
    this.action = new SnsAction(this.topic)
  }

  add(id: string, props: Omit<RunbookAlarmProps, 'action'>): void {
    new RunbookAlarm(this, id, { ...props, action: this.action })
  }

  /** Adds the alarm of a dead-letter queue, which the first message raises. */
  addDeadLetters(id: string, queue: IQueue, about: Pick<RunbookAlarmProps, 'impact' | 'section'>): void {
    this.add(id, {
      ...about,
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      // SQS reports no metrics for a queue that is empty and unused.
      missingData: noDataIsFine,
    })
  }
}

import { Duration } from 'aws-cdk-lib'
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
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
}

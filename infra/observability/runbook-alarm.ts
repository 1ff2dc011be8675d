import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

/** The page whose sections are the alarms. */
export const runbook = 'docs/runbook.md'

export type RunbookAlarmProps = {
  /** What it means for users, in plain words: who is woken reads this first. */
  readonly impact: string
  /** The anchor of its section in the runbook. */
  readonly section: string
  readonly metric: IMetric
  /** Raised by values of this size and above; below it, where `isBelow`. */
  readonly threshold: number
  readonly isBelow?: boolean
  /** So many periods of the metric in a row. */
  readonly periods: number
  readonly missingData: TreatMissingData
  readonly action: IAlarmAction
}

/** An alarm that says what it means and where to read on. Its end is told like its beginning. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      alarmDescription: `${props.impact} What to do: ${runbook}#${props.section}`,
      threshold: props.threshold,
      comparisonOperator: props.isBelow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.periods,
      treatMissingData: props.missingData,
    })
    this.addAlarmAction(props.action)
    this.addOkAction(props.action)
  }
}

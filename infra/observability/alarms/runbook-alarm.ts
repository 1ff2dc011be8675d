import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

/** The page with a section for each alarm. */
export const runbook = 'docs/runbook.md'

export type RunbookAlarmProps = {
  /** What it means for users, in plain words: the first thing that an on-call engineer reads. */
  readonly impact: string
  /** The anchor of its section in the runbook. */
  readonly section: string
  readonly metric: IMetric
  /** Raised at this value and above, or below it if `isBelow`. */
  readonly threshold: number
  readonly isBelow?: boolean
  /** Number of consecutive periods of the metric. */
  readonly periods: number
  readonly missingData: TreatMissingData
  readonly action: IAlarmAction
}

/** An alarm that states its impact and its section of the runbook. It notifies when it is raised and when it ends. */
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

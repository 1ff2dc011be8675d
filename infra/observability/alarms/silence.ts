import { type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Stage } from '../../stage.ts'
import { acceptedBy, logCount } from '../log-count.ts'
import { ownMetric } from '../metrics.ts'
import type { Watched } from '../watched.ts'
import { type AlarmSet, hour } from './alarm-set.ts'

/** Nothing comes any more: of any trigger, or of one for which the stage says how long it may be silent. */
export function silenceAlarms(
  alarms: AlarmSet,
  { ingestFunction }: Watched,
  { silenceHours, silenceHoursOf }: Stage,
): void {
  addSilence(alarms, 'Silence', ownMetric(alarms, 'Accepted', 'Sum', hour), 'No delivery', silenceHours)
  for (const [name, hours] of Object.entries(silenceHoursOf)) {
    const [entity = '', trigger = ''] = name.split('.')
    const accepted = logCount(alarms, {
      metricName: `Accepted${entity}${trigger}`,
      logGroups: [ingestFunction.logGroup],
      pattern: acceptedBy(entity, trigger),
      period: hour,
    })
    addSilence(alarms, `Silence${entity}${trigger}`, accepted, `No ${name}`, hours)
  }
}

function addSilence(alarms: AlarmSet, id: string, accepted: IMetric, what: string, hours: number): void {
  alarms.add(id, {
    impact: `${what} was accepted for ${hours} hours: CommBox stopped sending, or its deliveries are refused.`,
    section: 'silence',
    metric: new MathExpression({
      // Without FILL, CloudWatch skips hours without data and looks further back, and the alarm is late.
      expression: 'FILL(accepted, 0)',
      usingMetrics: { accepted },
      label: 'Accepted',
      period: hour,
    }),
    threshold: 1,
    isBelow: true,
    periods: hours,
    // This alarm is about missing data.
    missingData: TreatMissingData.BREACHING,
  })
}

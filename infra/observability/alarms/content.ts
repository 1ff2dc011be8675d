import { Duration } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { ownMetric, sumOf } from '../metrics.ts'
import { type AlarmSet, hour, noDataIsFine } from './alarm-set.ts'

const quarterHour = Duration.minutes(15)

/** What CommBox sends and this version does not read. */
export function contentAlarms(alarms: AlarmSet): void {
  alarms.add('QuarantineRate', {
    impact: 'More than 5 % of deliveries go to quarantine: no table has them until they are replayed.',
    section: 'quarantine-rate',
    metric: new MathExpression({
      // A percentage of fewer than five in a quarter of an hour says nothing.
      expression: 'IF(quarantined >= 5, 100 * quarantined / SUM([quarantined, accepted]), 0)',
      usingMetrics: {
        quarantined: ownMetric(alarms, 'Quarantined', 'Sum', quarterHour),
        accepted: ownMetric(alarms, 'Accepted', 'Sum', quarterHour),
      },
      label: 'Quarantined, percent',
      period: quarterHour,
    }),
    threshold: 5,
    periods: 1,
    missingData: noDataIsFine,
  })
  alarms.add('Drift', {
    impact:
      'CommBox sends a type or trigger that this version does not know: it is kept, but not interpreted.',
    section: 'drift',
    metric: sumOf(
      [
        ownMetric(alarms, 'UnknownActivityTypes', 'Sum', hour),
        ownMetric(alarms, 'UnknownTriggers', 'Sum', hour),
      ],
      'Unknown types and triggers',
      hour,
    ),
    threshold: 1,
    periods: 1,
    missingData: noDataIsFine,
  })
}

import { logCount, notStorable, throttledTable } from '../log-count.ts'
import type { Watched } from '../watched.ts'
import { type AlarmSet, fiveMinutes, noDataIsFine } from './alarm-set.ts'

/** What DynamoDB does not take. */
export function tableAlarms(alarms: AlarmSet, { pipelines }: Watched): void {
  alarms.add('TableThrottles', {
    impact: 'DynamoDB throttles the consumers: tables are falling behind CommBox. Nothing is lost yet.',
    section: 'table-throttles',
    // DynamoDB has one metric per table, index and direction: an alarm on them would pay for 44.
    metric: logCount(alarms, {
      metricName: 'ThrottledWork',
      logGroups: pipelines.map(({ consumer }) => consumer.logGroup),
      pattern: throttledTable,
      period: fiveMinutes,
    }),
    threshold: 1,
    // An on-demand table needs some minutes to scale up for a burst.
    periods: 3,
    missingData: noDataIsFine,
  })
  alarms.add('NotStorable', {
    impact: 'DynamoDB refuses an event for good: its table does not have it. Quarantine has the delivery.',
    section: 'not-storable',
    metric: logCount(alarms, {
      metricName: 'NotStorable',
      logGroups: pipelines.map(({ consumer }) => consumer.logGroup),
      pattern: notStorable,
      period: fiveMinutes,
    }),
    threshold: 1,
    periods: 1,
    missingData: noDataIsFine,
  })
}

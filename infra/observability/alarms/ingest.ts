import { logCount, throttledRequest } from '../log-count.ts'
import { ownMetric } from '../metrics.ts'
import type { Watched } from '../watched.ts'
import { type AlarmSet, fiveMinutes, noDataIsFine } from './alarm-set.ts'

/** Deliveries that CommBox was not answered with success for. */
export function ingestAlarms(alarms: AlarmSet, { api, accessLogs }: Watched): void {
  alarms.add('IngestServerErrors', {
    impact: 'CommBox got errors for some deliveries and may not send them again: data can be missing.',
    section: 'ingest-server-errors',
    metric: api.metricServerError({ statistic: 'Sum', period: fiveMinutes }),
    threshold: 1,
    periods: 1,
    missingData: noDataIsFine,
  })
  alarms.add('IngestThrottles', {
    impact: 'Deliveries are refused because too many arrive at once: data can be missing.',
    section: 'ingest-throttles',
    metric: logCount(alarms, {
      metricName: 'ThrottledRequests',
      logGroups: [accessLogs],
      pattern: throttledRequest,
      period: fiveMinutes,
    }),
    threshold: 1,
    periods: 1,
    missingData: noDataIsFine,
  })
  alarms.add('RefusedDeliveries', {
    impact:
      'Deliveries are refused for their token, URL or content. CommBox may not send them again: data can be missing.',
    section: 'refused-deliveries',
    metric: ownMetric(alarms, 'Refused', 'Sum', fiveMinutes),
    threshold: 1,
    periods: 1,
    missingData: noDataIsFine,
  })
}

import type { Deployed } from './deployed.ts'
import { prices } from './prices.ts'

/**
 * Lambda keeps five pollers at a queue with a limit of concurrency; each asks every 20 seconds.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const pollers = 5
const pollSeconds = 20
const secondsOfMonth = 730 * 3600

/** US dollars a month whether anything comes or not. */
export type Standing = Record<'metrics' | 'alarms' | 'dashboard' | 'polling of empty queues', number>

export function standingCost(deployed: Deployed): Standing {
  return {
    metrics: deployed.metrics * prices.metricMonth,
    alarms: deployed.alarmMetrics * prices.alarmMetricMonth,
    dashboard: deployed.dashboards * prices.dashboardMonth,
    'polling of empty queues': deployed.queues * pollers * (secondsOfMonth / pollSeconds) * prices.sqsRequest,
  }
}

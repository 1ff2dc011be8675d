import { filtered as ordinary } from '../../../shared/runtime/metrics.ts'
import { type Cost, totalOf } from './delivery-cost.ts'
import type { Deployed } from './deployed.ts'
import { free, prices } from './prices.ts'

/**
 * Lambda keeps five pollers at a queue with a limit of concurrency, and as few as two at a quiet one without; each asks
 * every 20 seconds. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const pollersOf = ({ maximumConcurrency }: Deployed) => (maximumConcurrency === undefined ? 2 : 5)
const pollSeconds = 20
const secondsOfMonth = 730 * 3600

/** A metric is charged for the hours in which it is counted: those of ordinary deliveries always, every other in so many. */
const otherHours = 0.1

/** US dollars a month while nothing comes, with no metric counted. */
export type Standing = Record<'alarms' | 'dashboard' | 'polling of empty queues', number>

export function standingCost(deployed: Deployed): Standing {
  return {
    alarms: deployed.alarmMetrics * prices.alarmMetricMonth,
    dashboard: deployed.dashboards * prices.dashboardMonth,
    'polling of empty queues':
      deployed.queues * pollersOf(deployed) * (secondsOfMonth / pollSeconds) * prices.sqsRequest,
  }
}

/** What of a month's bill an account has free, by what is paid for. */
const freeParts: Readonly<Record<string, number>> = {
  Lambda: free.lambdaRequests * prices.lambdaRequest + free.lambdaGbSeconds * prices.lambdaGbSecond,
  SQS: free.sqsRequests * prices.sqsRequest,
  'CloudWatch Logs': free.logGb * prices.logGb,
  metrics: free.metrics * prices.metricMonth,
  alarms: free.alarmMetrics * prices.alarmMetricMonth,
  dashboard: free.dashboards * prices.dashboardMonth,
}

/**
 * US dollars a month for so many deliveries, in every hour some.
 *
 * @param cost of a million deliveries
 * @param isFree whether what every account has free is left out, as if nothing else of the account used it
 */
export function monthlyCost(deployed: Deployed, cost: Cost, deliveries: number, isFree: boolean): number {
  const { 'polling of empty queues': polling, ...standing } = standingCost(deployed)
  const scaled = Object.entries(cost).map(([part, dollars]) => [part, (deliveries / 1e6) * dollars] as const)
  const { SQS = 0, ...others } = Object.fromEntries(scaled)
  const metrics = deliveries === 0 ? 0 : ordinary.length + otherHours * (deployed.metrics - ordinary.length)
  const parts = { ...standing, ...others, SQS: SQS + polling, metrics: metrics * prices.metricMonth }
  if (!isFree) return totalOf(parts)
  const left = Object.entries(parts).map(([part, dollars]) => Math.max(0, dollars - (freeParts[part] ?? 0)))
  return left.reduce((sum, dollars) => sum + dollars, 0)
}

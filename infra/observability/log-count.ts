import { Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { filtered } from '../../shared/runtime/metrics.ts'
import { metricNamespace } from '../../shared/runtime/names.ts'
import type { Watched } from './watched.ts'

export type LogCountProps = {
  readonly metricName: string
  readonly logGroups: readonly ILogGroup[]
  /** Which lines to count. */
  readonly pattern: IFilterPattern
  /** The member of a line that is its value; 1 if absent. */
  readonly value?: string
  readonly period: Duration
}

/** Counts log lines that match, for events that no service has a metric of. Without a match there is no metric. */
export function logCount(
  scope: Construct,
  { metricName, logGroups, pattern, value = '1', period }: LogCountProps,
): Metric {
  // The dimensions of a metric filter come from the line, so that the stack's name is part of the namespace.
  const namespace = `${metricNamespace}/${Stack.of(scope).stackName}`
  for (const [index, logGroup] of logGroups.entries()) {
    new MetricFilter(scope, `${metricName}${index}`, {
      logGroup,
      filterPattern: pattern,
      metricNamespace: namespace,
      metricName,
      metricValue: value,
    })
  }
  return new Metric({ namespace, metricName, statistic: 'Sum', period, label: metricName })
}

/** Makes the metrics of ordinary deliveries of the members of the lines that have them. */
export function countOrdinary(scope: Construct, { ingestFunction, pipelines }: Watched): void {
  const consumers = pipelines.filter(({ name }) => name !== 'Quarantine').map(({ consumer }) => consumer)
  for (const metricName of filtered) {
    const value = `$.${metricName}`
    logCount(scope, {
      metricName,
      logGroups: (metricName === 'Accepted' ? [ingestFunction] : consumers).map(({ logGroup }) => logGroup),
      // A clock that is behind makes an age negative, of which there would be no percentiles.
      pattern: FilterPattern.numberValue(value, '>=', 0),
      value,
      period: Duration.minutes(5),
    })
  }
}

/** Lines in which a consumer reports that DynamoDB throttled it, after the SDK's own retries. */
export const throttledTable = FilterPattern.any(
  ...[
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'UnprocessedError',
  ].map((error) => FilterPattern.stringValue('$.error', '=', error)),
)

/** Lines in which a consumer reports that an event can never be stored. */
export const notStorable = FilterPattern.stringValue('$.reason', '=', 'not-storable')

/** Lines in which the ingest function reports that it accepted a delivery of a trigger. */
export function acceptedBy(entity: string, trigger: string): IFilterPattern {
  return FilterPattern.all(
    ...[
      ['$.message', 'accepted'],
      ['$.entity', entity],
      ['$.trigger', trigger],
    ].map(([field = '', value = '']) => FilterPattern.stringValue(field, '=', value)),
  )
}

/** Lines of the access log for requests that the API throttled. */
export const throttledRequest = FilterPattern.stringValue('$.status', '=', '429')

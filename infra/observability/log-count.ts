import { type Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { metricNamespace } from '../../shared/runtime/names.ts'

export type LogCountProps = {
  readonly metricName: string
  readonly logGroups: readonly ILogGroup[]
  /** Which lines to count. */
  readonly pattern: IFilterPattern
  readonly period: Duration
}

/** Counts log lines that match, for events that no service has a metric of. Without a match there is no metric. */
export function logCount(
  scope: Construct,
  { metricName, logGroups, pattern, period }: LogCountProps,
): Metric {
  // The dimensions of a metric filter come from the line, so that the stack's name is part of the namespace.
  const namespace = `${metricNamespace}/${Stack.of(scope).stackName}`
  for (const [index, logGroup] of logGroups.entries()) {
    new MetricFilter(scope, `${metricName}${index}`, {
      logGroup,
      filterPattern: pattern,
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
    })
  }
  return new Metric({ namespace, metricName, statistic: 'Sum', period, label: metricName })
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

import { type Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { metricNamespace } from '../../shared/runtime/names.ts'

export type LogCountProps = {
  readonly metricName: string
  readonly logGroups: readonly ILogGroup[]
  /** Which lines. */
  readonly pattern: IFilterPattern
  readonly period: Duration
}

/** Counts lines of logs, where no service counts what they tell. There is no metric as long as there is no line. */
export function logCount(
  scope: Construct,
  { metricName, logGroups, pattern, period }: LogCountProps,
): Metric {
  // A metric filter can have no dimension that is a constant.
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

/** Lines of consumers on which DynamoDB asks for less, after the SDK has tried again in vain. */
export const throttledTable = FilterPattern.any(
  ...[
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'UnprocessedError',
  ].map((error) => FilterPattern.stringValue('$.error', '=', error)),
)

/** Lines of the access log on which the API's own throttle refused a request. */
export const throttledRequest = FilterPattern.stringValue('$.status', '=', '429')

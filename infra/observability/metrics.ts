import { type Duration, Stack } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { filtered, type Metric as OwnMetric } from '../../shared/runtime/metrics.ts'
import { metricNamespace } from '../../shared/runtime/names.ts'
import { tables } from '../../shared/tables.ts'
import type { WatchedPipeline } from './watched.ts'

/** Reads a metric that the functions of this stack count; other stacks of the account have their own. */
export function ownMetric(
  scope: Construct,
  metricName: OwnMetric,
  statistic: string,
  period: Duration,
): Metric {
  const { stackName } = Stack.of(scope)
  return new Metric({
    // A filter cannot give a metric the stack as dimension.
    ...(filtered.includes(metricName)
      ? { namespace: `${metricNamespace}/${stackName}` }
      : { namespace: metricNamespace, dimensionsMap: { stack: stackName } }),
    metricName,
    statistic,
    period,
    label: metricName,
  })
}

/**
 * Adds up metrics of which some have no data at times: `SUM` of a list skips those, `+` would give no result.
 *
 * @param id prefix of the metrics in the expression; unique for each sum in a graph
 */
export function sumOf(
  metrics: readonly IMetric[],
  label: string,
  period: Duration,
  id = 'm',
): MathExpression {
  const ids = metrics.map((_, index) => `${id}${index}`)
  return new MathExpression({
    expression: `SUM([${ids.join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`${id}${index}`, metric])),
    label,
    period,
  })
}

/** Adds up a DynamoDB metric of a table and of its indexes, each of which has a metric of its own. */
export function tableSum(
  { name, table }: WatchedPipeline,
  metricName: string,
  period: Duration,
): MathExpression {
  const count = (dimensions: Record<string, string> = {}) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, ...dimensions },
      statistic: 'Sum',
      period,
    })
  const ofIndexes = Object.keys(tables[name].indexes).map((index) =>
    count({ GlobalSecondaryIndexName: index }),
  )
  return sumOf(
    [count(), ...ofIndexes],
    name,
    period,
    `${metricName.charAt(0).toLowerCase()}${metricName.slice(1)}${name}`,
  )
}

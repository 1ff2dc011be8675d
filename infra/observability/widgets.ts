import { Duration } from 'aws-cdk-lib'
import {
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'

/** Of every point in every graph. */
export const period = Duration.minutes(5)

/** Three in a row. */
const size = { width: 8, height: 6 }

export type Graph = {
  readonly title: string
  /** What one step of the vertical axis is. */
  readonly unit: string
  readonly metrics: readonly IMetric[]
  readonly stacked?: boolean
}

/** A graph over time. */
export function graph({ title, unit, metrics, stacked = false }: Graph): GraphWidget {
  return new GraphWidget({
    ...size,
    title,
    left: [...metrics],
    leftYAxis: { label: unit, min: 0, showUnits: false },
    period,
    stacked,
  })
}

export type LogGraph = {
  /** With the unit in it: a graph of a query has no axis to name. */
  readonly title: string
  readonly logGroups: readonly ILogGroup[]
  /** Steps of CloudWatch Logs Insights; the last counts by `bin(5m)`. */
  readonly query: readonly string[]
}

/** What a query finds in logs, over time. It is run, and paid by what it reads, when the dashboard is looked at. */
export function logGraph({ title, logGroups, query }: LogGraph): LogQueryWidget {
  return new LogQueryWidget({
    ...size,
    title,
    logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
    queryLines: [...query],
    view: LogQueryVisualizationType.LINE,
  })
}

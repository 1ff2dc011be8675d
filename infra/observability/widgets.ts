import { Duration } from 'aws-cdk-lib'
import {
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'

/** The period of every point in every graph. */
export const period = Duration.minutes(5)

/** Three widgets fill a row. */
const size = { width: 8, height: 6 }

export type Graph = {
  readonly title: string
  /** The label of the vertical axis. */
  readonly unit: string
  readonly metrics: readonly IMetric[]
  readonly stacked?: boolean
}

/** Draws metrics over time. */
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
  /** Includes the unit: the graph of a query has no axis label. */
  readonly title: string
  readonly logGroups: readonly ILogGroup[]
  /** Commands of CloudWatch Logs Insights; the last counts by `bin(5m)`. */
  readonly query: readonly string[]
}

/** Draws the result of a log query over time. It runs, and is charged by what it reads, when someone opens the dashboard. */
export function logGraph({ title, logGroups, query }: LogGraph): LogQueryWidget {
  return new LogQueryWidget({
    ...size,
    title,
    logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
    queryLines: [...query],
    view: LogQueryVisualizationType.LINE,
  })
}

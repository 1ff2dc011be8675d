import { type Metric, type Metrics, metricUnits } from './metrics.ts'
import { metricNamespace } from './names.ts'

/** A line of a log, and what it counts. */
export type LogEntry = {
  level: 'info' | 'warn' | 'error'
  message: string
  metrics?: Metrics | undefined
} & Record<string, unknown>
export type Log = (entry: LogEntry) => void

/** The members by which metrics are counted in detail, besides the stack. The code bounds the values of each. */
const details = [['entity', 'trigger'], ['reason']]

/**
 * Writes entries to standard output as JSON lines, without members that are undefined. Metrics are part of the line, in CloudWatch's
 * embedded metric format: a line of their own would cost as much again. Their dimension is the stack; `detail`
 * adds metrics by entity and trigger, and by reason, and each combination of values is charged as a metric. The
 * first line of a process has `coldStartMs`, the milliseconds that its start took.
 */
export function logTo(stack: string, detail = false, now: () => number = Date.now): Log {
  let startMs: number | undefined = Math.round(process.uptime() * 1000)
  return ({ level, message, metrics, ...members }) => {
    const at = now()
    // JSON has no undefined: such members are left out of the line.
    const present = { ...members, coldStartMs: startMs }
    startMs = undefined
    const head = { level: level.toUpperCase(), message, timestamp: new Date(at).toISOString() }
    const line = { ...head, ...present, ...(metrics ? embedded(metrics, present, at) : {}) }
    // Not through the console: Lambda's JSON log format would wrap the line, and CloudWatch find no metrics in it.
    process.stdout.write(`${JSON.stringify(scalarsFirst(line))}\n`)
  }

  function embedded(metrics: Metrics, present: Record<string, unknown>, Timestamp: number) {
    const names = Object.keys(metrics) as Metric[]
    const Metrics = names.map((Name) => ({ Name, Unit: metricUnits[Name] }))
    // CloudWatch ignores the metrics of a line that lacks a member which is named as a dimension.
    const besides = detail
      ? details.filter((members) => members.every((member) => present[member] !== undefined))
      : []
    const Dimensions = [['stack'], ...besides.map((members) => ['stack', ...members])]
    const CloudWatchMetrics = [{ Namespace: metricNamespace, Dimensions, Metrics }]
    return { stack, ...metrics, _aws: { Timestamp, CloudWatchMetrics } }
  }
}

/**
 * Puts lists and objects last: Logs Insights finds only the first 200 fields of a line, and each of their values is one.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
function scalarsFirst(line: Record<string, unknown>): Record<string, unknown> {
  const scalars = Object.entries(line).filter(([, value]) => typeof value !== 'object')
  return { ...Object.fromEntries(scalars), ...line }
}

/** Returns an error's name. Its message may quote the value that it failed on, and is not for logs. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

import { filtered, type Metric, type Metrics, metricUnits } from './metrics.ts'
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
 * Writes entries to standard output as JSON lines, without members that are undefined. Metrics are members of the line,
 * and those that no filter reads (`filtered`) are in CloudWatch's embedded metric format, by stack. `detail` adds all of
 * them by entity and trigger, and by reason, and each combination of values is charged as a metric. The first line of a
 * process has `coldStartMs`, the milliseconds that its start took.
 */
export function logTo(stack: string, detail = false, now: () => number = Date.now): Log {
  let startMs: number | undefined = Math.round(process.uptime() * 1000)
  return ({ level, message, metrics, ...members }) => {
    const at = now()
    // JSON has no undefined: such members are left out of the line.
    const present = { ...members, coldStartMs: startMs }
    startMs = undefined
    const head = { level: level.toUpperCase(), message, timestamp: new Date(at).toISOString() }
    const line = { ...head, ...present, ...metrics, ...embedded(metrics, present, at) }
    // Not through the console: Lambda's JSON log format would wrap the line, and CloudWatch find no metrics in it.
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }

  function embedded(metrics: Metrics | undefined, present: Record<string, unknown>, Timestamp: number) {
    const names = Object.keys(metrics ?? {}) as Metric[]
    // CloudWatch ignores the metrics of a line that lacks a member which is named as a dimension.
    const besides = detail
      ? details.filter((members) => members.every((member) => present[member] !== undefined))
      : []
    const CloudWatchMetrics = [[], ...besides].flatMap((members) => {
      const counted = names.filter((name) => members.length > 0 || !filtered.includes(name))
      const Metrics = counted.map((Name) => ({ Name, Unit: metricUnits[Name] }))
      const Dimensions = [['stack', ...members]]
      return counted.length > 0 ? [{ Namespace: metricNamespace, Dimensions, Metrics }] : []
    })
    return CloudWatchMetrics.length > 0 ? { stack, _aws: { Timestamp, CloudWatchMetrics } } : {}
  }
}

/** Returns an error's name. Its message may quote the value that it failed on, and is not for logs. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

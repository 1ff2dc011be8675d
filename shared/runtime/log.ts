import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger'
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types'
import { metricNamespace } from './names.ts'

/** What is counted, and in which unit of CloudWatch's. */
export const metricUnits = {
  /** Deliveries that were queued as events. */
  Accepted: 'Count',
  /** Requests that were answered with 4xx or 5xx. */
  Refused: 'Count',
  /** Deliveries that were kept as no event. */
  Quarantined: 'Count',
  /** Events that were written. */
  Stored: 'Count',
  /** Events that were there already. */
  Repeated: 'Count',
  /** States that another consumer had changed before they could be written. */
  Conflicts: 'Count',
  /** From the receipt of a delivery until its event was stored. */
  AgeToStored: 'Milliseconds',
  /** Activities of a type that is on no list of ours: CommBox has something new. */
  UnknownActivityTypes: 'Count',
  /** Envelopes that name an entity or trigger that is on no list of ours. */
  UnknownTriggers: 'Count',
} as const
export type Metric = keyof typeof metricUnits
/** Numbers to add up, or values of which each counts, 100 at the most. */
export type Metrics = Partial<Record<Metric, number | number[]>>

export type LogEntry = {
  level: 'info' | 'warn' | 'error'
  message: string
  metrics?: Metrics | undefined
} & Record<string, unknown>
export type Log = (entry: LogEntry) => void

/** Without what Powertools would say in every line and nobody reads: each byte is paid for. */
class LeanFormatter extends LogFormatter {
  formatAttributes({ logLevel, message, timestamp }: UnformattedAttributes, members: LogAttributes): LogItem {
    const attributes = { level: logLevel, message, timestamp: this.formatTimestamp(timestamp) }
    return new LogItem({ attributes }).addAttributes(members)
  }
}

/** By what metrics are counted in detail, beside the stack; the values of each are on a list of ours. */
const details = [['entity', 'trigger'], ['reason']]

/**
 * Writes entries as lines of JSON (Powertools). Metrics ride on the same line, in CloudWatch's embedded format: a
 * line of their own would cost as much again. They have one dimension, the stack, and with `detail` the entity and
 * the trigger, and the reason, besides: each combination of values is a metric that is paid for. The first line of
 * a process says in `coldStartMs` how long its start took.
 */
export function logTo(stack: string, detail = false, now: () => number = Date.now): Log {
  const logger = new Logger({ logFormatter: new LeanFormatter() })
  let startMs: number | undefined = Math.round(process.uptime() * 1000)
  return ({ level, message, metrics, ...members }) => {
    const told = Object.fromEntries(
      Object.entries({ ...members, coldStartMs: startMs }).filter(([, value]) => value !== undefined),
    )
    startMs = undefined
    logger[level](message, { ...told, ...(metrics ? embedded(metrics, told) : {}) })
  }

  function embedded(metrics: Metrics, told: Record<string, unknown>) {
    const names = Object.keys(metrics) as Metric[]
    const Metrics = names.map((Name) => ({ Name, Unit: metricUnits[Name] }))
    // CloudWatch takes no metric of a line that lacks a member which is named as a dimension.
    const besides = detail ? details.filter((members) => members.every((member) => member in told)) : []
    const Dimensions = [['stack'], ...besides.map((members) => ['stack', ...members])]
    const CloudWatchMetrics = [{ Namespace: metricNamespace, Dimensions, Metrics }]
    return { stack, ...metrics, _aws: { Timestamp: now(), CloudWatchMetrics } }
  }
}

/** An error's name: its message may quote what it failed on. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

import { driftRecord } from '../../shared/quarantine/drift.ts'

/** Log lines of the functions that agree in message, entity, trigger and token. */
export type LogSummary = {
  message: string
  entity: string
  trigger: string
  /** The label of the token that was sent. */
  token: string
  lines: number
  /** When the last was written, in milliseconds since 1970. */
  last: number
  /** How much was unknown to the deployed version. */
  unknown: number
  /** How many events were stored, and how many of them have only ids. */
  stored: number
  onlyIds: number
  /** By how many milliseconds CommBox's times are ahead of our receipt, at most; below 0 if they are behind. */
  clockAheadMs?: number
  /** How many events were of another brand than the events before of the same thing. */
  brandConflicts: number
}

/** The logs of the functions. */
export type FunctionLog = {
  /** Sums the lines up since an instant, in milliseconds since 1970. */
  since(from: number): Promise<LogSummary[]>
  /** Returns the deliveries that were accepted since then, as `Object OnNew`. */
  acceptedSince(from: number): Promise<string[]>
  /** Counts the drift since then, by its kind as `driftForLog` and `driftRecord` write it. */
  driftSince(from: number): Promise<Map<string, number>>
  close(): void
}

/** Adds up the lines of each kind of drift. */
export function countDrift(lines: readonly Record<string, unknown>[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { entity, trigger, path, type, Drift } of lines) {
    const about = { entity: text(entity), trigger: text(trigger), path: text(path), type: text(type) }
    const record = driftRecord(about)
    counts.set(record, (counts.get(record) ?? 0) + Number(Drift))
  }
  return counts
}

/** The entry of a line; the local log has a time and a name before it. */
export function entryIn(line: string): Record<string, unknown>[] {
  const start = line.indexOf('{')
  if (start < 0) return []
  try {
    const entry: unknown = JSON.parse(line.slice(start))
    return typeof entry === 'object' && entry !== null ? [{ ...entry }] : []
  } catch {
    return []
  }
}

/** Whether an entry is of a delivery that was accepted. */
export function isAccepted({ message }: Record<string, unknown>): boolean {
  return message === 'accepted'
}

/** The name of its trigger: `Object OnNew`. */
export function nameOf({ entity, trigger }: Record<string, unknown>): string {
  return `${text(entity)} ${text(trigger)}`
}

/** A field as text; empty if it is absent. */
export function text(value: unknown): string {
  return value === undefined ? '' : String(value)
}

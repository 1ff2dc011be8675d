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
  /** How many activity types, lists, entities and triggers were unknown to this version. */
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
  close(): void
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

/** Writes one line of JSON, without the members that are undefined. */
export function log(entry: Record<string, unknown>): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), ...entry }))
}

/** An error's name: its message may quote what it failed on. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

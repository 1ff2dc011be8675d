/** A problem that a person can solve, in one line. It is printed without a stack trace. */
export class LocalError extends Error {
  override name = 'LocalError'
}

/** The message of anything thrown, in one line. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return message.replace(/\s*\n\s*/g, ' ').trim()
}

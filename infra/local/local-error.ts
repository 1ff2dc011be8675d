/** What keeps the local stack from running, as one line for a person: printed without a stack trace. */
export class LocalError extends Error {
  override name = 'LocalError'
}

/** The message of anything thrown, on one line. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return message.replace(/\s*\n\s*/g, ' ').trim()
}

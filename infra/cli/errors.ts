/** An expected failure: its message is all that people see of it. Exit code 1. */
export class CommandError extends Error {}

/** Consumers work a moment behind the answer to a sender: who asks at once is told so. */
export function nothingStored(about: string): CommandError {
  return new CommandError(`nothing is stored about ${about} (what came just now may take some seconds)`)
}

/** Arguments that cannot be meant: the message is shown with the usage of the command. Exit code 2. */
export class UsageError extends Error {}

/** Something would be written, nobody can be asked, and `--yes` was not given: one line. Exit code 2. */
export class ConfirmationRequiredError extends Error {}

/** What the exit codes mean, for the help and for scripts. */
export const exitCodes = { done: 0, failed: 1, misused: 2 } as const

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
])

/** The system's code of an error, such as ECONNREFUSED, wherever the layers above have put it. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return systemCode(error.cause)
}

/** Whether nothing at all answers at an address, so that trying the next request there is idle. */
export function isUnreachable(error: unknown): boolean {
  return unreachable.has(systemCode(error) ?? '')
}

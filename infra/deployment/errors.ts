/** An expected failure at a deployment, such as a missing outputs file: its message is all that people need. */
export class DeploymentError extends Error {}

/** The outputs file has several stacks, or not the one that was asked for. */
export class StackChoiceError extends Error {}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
])

/** Returns the system's code of an error, such as ECONNREFUSED, from the error itself or from its causes. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return systemCode(error.cause)
}

/** Whether nothing answers at an address, so that the next request to it would fail as well. */
export function isUnreachable(error: unknown): boolean {
  return unreachable.has(systemCode(error) ?? '')
}

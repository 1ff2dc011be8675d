/** An expected failure: its message is all that people need. Exit code 1. */
export class CommandError extends Error {}

/** Nothing is stored under an id. Consumers store a delivery seconds after its sender was answered. */
export function nothingStored(about: string): CommandError {
  return new CommandError(
    `nothing is stored about ${about} (a delivery takes a few seconds until it is stored)`,
  )
}

/** Wrong arguments: the message is shown with the usage of the command. Exit code 2. */
export class UsageError extends Error {}

/** The command would write, nobody can be asked, and `--yes` was not given. Exit code 2, without the usage. */
export class ConfirmationRequiredError extends Error {}

/** What the exit codes mean, for the help and for scripts. */
export const exitCodes = { done: 0, failed: 1, misused: 2 } as const

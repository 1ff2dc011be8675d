import type { Command } from 'commander'
import { CommandError, ConfirmationRequiredError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

export type ConsentOptions = { yes?: true }

/** Asks before something is written: resolves on yes, throws a CommandError on any other answer. */
export type Consent = (question: string) => Promise<void>

/** Adds `--yes`, which every command that writes has. */
export function withConsent(command: Command): Command {
  return command.option('--yes', 'skip the confirmation prompt')
}

/**
 * Returns how a command asks before it writes.
 *
 * @throws ConfirmationRequiredError if nobody can be asked and `--yes` is not given
 */
export function consentOf(io: Io, { yes }: ConsentOptions): Consent {
  const { ask } = io
  if (yes) return async () => {}
  if (ask === undefined) throw new ConfirmationRequiredError('not a terminal: pass --yes to confirm')
  return async (question) => {
    if (!/^\s*y(es)?\s*$/i.test(await ask(`${question} [y/N] `))) throw new CommandError('nothing was done')
  }
}

import type { Command } from 'commander'
import { CommandError, ConfirmationRequiredError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

export type ConsentOptions = { yes?: true }

/** The option of every command that writes. */
export function withConsent(command: Command): Command {
  return command.option('--yes', 'write without asking, as scripts need it')
}

/**
 * How a command asks before it writes: what is returned resolves where the answer is yes, and throws a CommandError
 * where it is anything else.
 *
 * @throws ConfirmationRequiredError where nobody can be asked and `--yes` is not given
 */
export function consentOf(io: Io, { yes }: ConsentOptions): (question: string) => Promise<void> {
  const { ask } = io
  if (yes) return async () => {}
  if (ask === undefined)
    throw new ConfirmationRequiredError('this writes, and there is no terminal to ask: give --yes')
  return async (question) => {
    if (!/^\s*y(es)?\s*$/i.test(await ask(`${question} [y/N] `))) throw new CommandError('nothing was done')
  }
}

import { Command, CommanderError } from 'commander'
import { addDeadLetters } from './dead-letters/command.ts'
import { addDoctor } from './doctor/command.ts'
import { CommandError, ConfirmationRequiredError, exitCodes, UsageError } from './errors.ts'
import { addExport } from './export/command.ts'
import { addFind } from './find/command.ts'
import { addGet } from './get/command.ts'
import { addQuarantine } from './quarantine/command.ts'
import { addRebuild } from './rebuild/command.ts'
import { addSend } from './send/command.ts'
import { addSimulate } from './simulate/command.ts'
import { addTail } from './tail/command.ts'
import type { Io } from './terminal/io.ts'
import { addTimeline } from './timeline/command.ts'
import { addToken } from './token/command.ts'
import { addUrls } from './urls/command.ts'

const help = `
Exit codes: 0 done, 1 failed, 2 wrong arguments. In a pipe, npm run --silent
keeps npm's own lines away.

Example:
  npm run commbox -- get object 3377699720568713`

/**
 * Runs the command line.
 *
 * @param args the arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong arguments
 * @throws what nobody expected, for Node to show with its trace
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { program, command } = build(io)
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommandError) {
      io.err(`error: ${error.message}`)
      return exitCodes.failed
    }
    if (error instanceof UsageError) {
      io.err(`error: ${error.message}\n\n${usage(command())}`)
      return exitCodes.misused
    }
    if (error instanceof ConfirmationRequiredError) {
      io.err(`error: ${error.message}`)
      return exitCodes.misused
    }
    if (error instanceof CommanderError) {
      return error.code === 'commander.helpDisplayed' ? exitCodes.done : exitCodes.misused
    }
    throw error
  }
}

function build(io: Io): { program: Command; command: () => Command } {
  const program = new Command('npm run commbox --')
    .description('Operate a receiver of CommBox webhooks: the local stack (npm start), or a deployed one.')
    .addHelpText('after', help)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    })
  let running = program
  program.hook('preAction', (_program, command) => {
    running = command
  })
  const all = [
    ...[addUrls, addToken, addSend, addSimulate],
    ...[addGet, addTimeline, addFind, addTail, addExport],
    ...[addDoctor, addQuarantine, addDeadLetters, addRebuild],
  ]
  for (const add of all) add(program, io)
  for (const command of withSubcommands(program)) command.showHelpAfterError(`\n${usage(command)}`)
  return { program, command: () => running }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

/** One line on how a command is called, and where to read more. */
function usage(command: Command): string {
  const names = fullName(command)
  return `Usage: ${names} ${command.usage()}\n(${names} --help says more)`
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name()
}

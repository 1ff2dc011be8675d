import { Command, CommanderError } from 'commander'
import { DeploymentError, StackChoiceError } from '../deployment/errors.ts'
import { commands } from './commands.ts'
import { CommandError, ConfirmationRequiredError, exitCodes, UsageError } from './errors.ts'
import type { Io } from './terminal/io.ts'
import { wrapLines } from './terminal/width.ts'

const help = `
Every command takes --json and then prints {"items": […]}, with "next" if
there is more. In a pipe, npm run --silent keeps npm's own lines away.

Exit codes: 0 done, 1 failed, 2 wrong arguments.

Example:
  npm run commbox -- get object 3377699720568713`

/**
 * Runs the command line.
 *
 * @param args the arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong arguments
 * @throws an unexpected error, which Node shows with its stack trace
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const named = args.find((arg) => Object.hasOwn(commands, arg))
  const program = await buildProgram(io, named ?? '')
  let running = program
  program.hook('preAction', (_program, command) => {
    running = command
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommandError || error instanceof DeploymentError) {
      io.err(`error: ${error.message}`)
      return exitCodes.failed
    }
    if (error instanceof UsageError || error instanceof StackChoiceError) {
      io.err(`error: ${error.message}\n\n${usage(running)}`)
      return exitCodes.misused
    }
    if (error instanceof ConfirmationRequiredError) {
      io.err(`error: ${error.message}`)
      return exitCodes.misused
    }
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.misused
    }
    throw error
  }
}

/** Builds the command line, with the arguments and options of one command, or of all. */
export async function buildProgram(io: Io, only?: string): Promise<Command> {
  const program = new Command('npm run commbox --')
    .description('operate a receiver of CommBox webhooks: the local stack (npm start) or a deployed one')
    .addHelpText('after', help)
    .exitOverride()
    // Only names: what each takes is in its own help, and would leave no room for what it does.
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => io.out(inHelpWidth(text.trimEnd())),
      writeErr: (text) => io.err(text.trimEnd()),
    })
  for (const [name, [description, load]] of Object.entries(commands)) {
    const command = program.command(name).description(description)
    if (only === undefined || only === name) (await load()).define(command, io)
  }
  for (const command of withSubcommands(program)) command.showHelpAfterError(`\n${usage(command)}`)
  return program
}

const helpWidth = 80

/** Breaks what is too wide of a help text: paragraphs at blanks, examples before an option, as a shell reads them. */
function inHelpWidth(text: string): string {
  const isWide = (line: string) => line.length > helpWidth
  return text
    .split('\n\n')
    .map((block) => {
      const lines = block.split('\n')
      if (!lines.some(isWide)) return block
      if (!/^ /m.test(block)) return wrapLines(lines.join(' '), helpWidth)
      return lines.map((line) => (isWide(line) ? brokenBeforeOptions(line) : line)).join('\n')
    })
    .join('\n\n')
}

function brokenBeforeOptions(line: string): string {
  const lines: string[] = []
  for (const part of line.split(/ (?=--[a-z]|> )/)) {
    const last = lines.at(-1)
    // Two characters are for the blank and the backslash.
    if (last !== undefined && last.length + 1 + part.length <= helpWidth - 2)
      lines[lines.length - 1] = `${last} ${part}`
    else lines.push(lines.length === 0 ? part : `    ${part}`)
  }
  return lines.join(' \\\n')
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

/** How a command is called, and where to read more, in two lines. */
function usage(command: Command): string {
  const names = fullName(command)
  return `Usage: ${names} ${command.usage()}\n(see ${names} --help)`
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name()
}

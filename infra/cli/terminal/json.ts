import type { Command } from 'commander'
import { escapedJson } from '../../text/one-line.ts'
import type { Io } from './io.ts'

export type JsonOptions = { json?: true }

/** Adds `--json`, which every command has. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON: {"items": […]}, and "next" if there is more')
}

/** Prints the result of a command as JSON, in the one shape that all commands have. */
export function printJson(io: Io, items: readonly unknown[], next?: string): void {
  io.out(escapedJson(JSON.stringify(next === undefined ? { items } : { items, next }, null, 2)))
}

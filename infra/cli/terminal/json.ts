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

/** Prints items in the same shape as soon as each is read, for a result that may not fit into memory. */
export async function printJsonItems<Item>(
  io: Io,
  items: AsyncIterable<Item>,
  toJson: (item: Item) => unknown,
): Promise<void> {
  let isFirst = true
  io.out('{ "items": [')
  for await (const item of items) {
    io.out(`${isFirst ? '' : ','}${escapedJson(JSON.stringify(toJson(item), null, 2))}`)
    isFirst = false
  }
  io.out('] }')
}

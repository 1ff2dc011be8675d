import type { Command } from 'commander'
import type { Io } from '../terminal/io.ts'
import { addList } from './list-command.ts'
import { addReplay } from './replay-command.ts'
import { addShow } from './show-command.ts'

/** `quarantine`: authentic deliveries that could not be stored as events. */
export function define(command: Command, io: Io): void {
  command.addHelpText('after', '\nExample:\n  npm run commbox -- quarantine list')
  addList(command, io)
  addShow(command, io)
  addReplay(command, io)
}

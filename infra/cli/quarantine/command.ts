import type { Command } from 'commander'
import type { Io } from '../terminal/io.ts'
import { addList } from './list-command.ts'
import { addReplay } from './replay-command.ts'
import { addShow } from './show-command.ts'

/** `quarantine`: authentic deliveries that could not be stored as events. */
export function addQuarantine(program: Command, io: Io): void {
  const quarantine = program
    .command('quarantine')
    .description('list, show and replay deliveries that could not be stored')
    .addHelpText('after', '\nExample:\n  npm run commbox -- quarantine list')
  addList(quarantine, io)
  addShow(quarantine, io)
  addReplay(quarantine, io)
}

import type { Command } from 'commander'
import type { Io } from './terminal/io.ts'

/** Adds the arguments, options, help and action of a command, or its subcommands. */
type Definition = { define(command: Command, io: Io): void }

/** What each command does, and what loads its definition: the command line loads only what it was asked for. */
export const commands: Readonly<Record<string, [description: string, load: () => Promise<Definition>]>> = {
  urls: ['print the URLs to paste into CommBox, one for each trigger', () => import('./urls/command.ts')],
  token: ['create a token, and its hash for the stage', () => import('./token/command.ts')],
  send: ['post the documented webhooks to a deployment', () => import('./send/command.ts')],
  simulate: ['simulate CommBox traffic and verify the tables', () => import('./simulate/command.ts')],
  get: ['show one conversation, user, tag, …, and what happened to it', () => import('./get/command.ts')],
  timeline: [
    'show one conversation with its scores, forms and chat exits, by time',
    () => import('./timeline/command.ts'),
  ],
  find: ['query conversations, users, scores and more', () => import('./find/command.ts')],
  console: ['show the tables of a deployment in a browser, read-only', () => import('./console/command.ts')],
  tail: ['stream events as they are stored', () => import('./tail/command.ts')],
  export: [
    'export all events or states of a table as JSON lines or CSV',
    () => import('./export/command.ts'),
  ],
  sql: ['query a local copy of the tables with SQL', () => import('./sql/command.ts')],
  report: [
    'answer one of ten saved questions: as a table, an HTML page or a CSV file',
    () => import('./report/command.ts'),
  ],
  doctor: [
    'check a deployment from outside and inside, and say what to do',
    () => import('./doctor/command.ts'),
  ],
  drift: [
    'list what CommBox sends that the deployed version does not know',
    () => import('./drift/command.ts'),
  ],
  quarantine: [
    'list, show and replay deliveries that could not be stored',
    () => import('./quarantine/command.ts'),
  ],
  'dead-letters': [
    'list, show, redrive or quarantine messages that failed five times',
    () => import('./dead-letters/command.ts'),
  ],
  rebuild: [
    'rebuild states from the stored events, and write those that differ',
    () => import('./rebuild/command.ts'),
  ],
  import: ['store deliveries that were lost, from files', () => import('./import/command.ts')],
  reinterpret: [
    'reprocess stored events that were posted to the wrong URL',
    () => import('./reinterpret/command.ts'),
  ],
  withdraw: ['withdraw events, and what only they had set', () => import('./withdraw/command.ts')],
  restore: [
    'copy what a table lacks from a restored table, and rebuild what changed',
    () => import('./restore/command.ts'),
  ],
  privacy: [
    'find, export and erase what is stored about a person or a conversation',
    () => import('./privacy/command.ts'),
  ],
  prune: ['remove what is left of states and events that have expired', () => import('./prune/command.ts')],
}

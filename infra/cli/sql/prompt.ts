import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Recoverable, type ReplOptions, start } from 'node:repl'
import type { DuckDBConnection } from '@duckdb/node-api'
import { localFolder } from '../../deployment/outputs-file.ts'
import type { Io } from '../terminal/io.ts'
import { interruptions } from './database.ts'
import { writeResult } from './output.ts'
import { query, rowsOf } from './rows.ts'

/**
 * Reads statements from the terminal, each up to its `;`, until it is left with `.exit` or Ctrl-D. Ctrl-C stops a
 * statement that runs. What was typed is kept in a history that only its user can read: it can have ids of customers.
 */
export async function prompt(
  connection: DuckDBConnection,
  io: Io,
  terminal: Pick<ReplOptions, 'input' | 'output' | 'terminal'> = {},
): Promise<void> {
  const names = await rowsOf(
    connection,
    'SELECT DISTINCT column_name AS name FROM duckdb_columns() WHERE NOT internal',
  )
  const tables = await rowsOf(
    connection,
    'SELECT table_name AS name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal',
  )
  const words = [...names, ...tables].map(({ name }) => String(name))
  let isRunning = false
  const interrupting = interruptions(connection)
  const repl = start({
    ...terminal,
    prompt: 'sql> ',
    ignoreUndefined: true,
    completer: (line: string) => {
      const word = /\w*$/.exec(line)?.[0] ?? ''
      return [words.filter((each) => each.startsWith(word)), word]
    },
    eval(input, _context, _file, done) {
      if (input.trim() === '') return done(null, undefined)
      if (!input.trimEnd().endsWith(';')) return done(new Recoverable(new SyntaxError('more')), undefined)
      isRunning = true
      query(connection, input)
        .then((rows) => writeResult(rows, { format: 'table' }, io))
        .catch((error) => io.err(`error: ${error instanceof Error ? error.message : String(error)}`))
        .finally(() => {
          isRunning = false
          interrupting.end()
          done(null, undefined)
        })
    },
  })
  const history = join(localFolder(io.env), 'sql', 'history')
  mkdirSync(dirname(history), { recursive: true, mode: 0o700 })
  repl.setupHistory(history, () => {})
  const leave = repl.listeners('SIGINT')
  repl.removeAllListeners('SIGINT')
  repl.on('SIGINT', () => {
    if (isRunning) interrupting.begin()
    else for (const listener of leave) listener.call(repl)
  })
  await new Promise<void>((resolve) => repl.once('exit', () => resolve()))
}

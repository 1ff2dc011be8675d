import { readFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { CommandError, UsageError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import type { Io } from '../terminal/io.ts'
import { type CopyOptions, withCopy } from './copy.ts'
import { interruptions } from './database.ts'
import { type OutputOptions, writeResult } from './output.ts'
import { prompt } from './prompt.ts'
import { query } from './rows.ts'

export type SqlOptions = CopyOptions & OutputOptions & { file?: string }

/** Runs a statement on the local copy, or reads statements from the terminal if there is none. */
export async function runSql(
  deployment: Deployment,
  argument: string | undefined,
  options: SqlOptions,
  io: Io,
): Promise<void> {
  const statement = options.file === undefined ? (argument ?? (await readInput(io))) : read(options.file)
  if (statement === undefined && !io.ask && !options.sync) throw new UsageError('pass a statement or --file')
  await withCopy(deployment, options, io, async ({ connection }) => {
    if (statement !== undefined) {
      await explained(connection, io, async () =>
        writeResult(await query(connection, statement), options, io),
      )
    } else if (io.ask) await prompt(connection, io)
  })
}

/**
 * Runs queries that Ctrl-C stops.
 *
 * @throws CommandError with DuckDB's message if a statement fails or was stopped
 */
export async function explained<Result>(
  connection: DuckDBConnection,
  io: Io,
  work: () => Promise<Result>,
): Promise<Result> {
  const { begin, end } = interruptions(connection)
  try {
    return await interruptible(io, (stop) => {
      if (stop.signal.aborted) begin()
      else stop.signal.addEventListener('abort', begin)
      return work()
    })
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error
    throw new CommandError(error.message)
  } finally {
    end()
  }
}

async function readInput({ input }: Io): Promise<string | undefined> {
  const text = input && new TextDecoder().decode(await input())
  return text?.trim() ? text : undefined
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`--file: ${file} cannot be read`)
  }
}

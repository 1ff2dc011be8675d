import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/*
 * DuckDB, a development dependency of 70 MB: only this file loads it, and commands load this file when they run.
 * Nothing is installed or loaded from the network, whatever a statement asks for.
 */
const offline = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }

/** A database whose statements can read nothing but its own tables, and change nothing. */
const closed = { access_mode: 'READ_ONLY', enable_external_access: 'false' }

/**
 * Runs `work` with a connection to a database.
 *
 * @param file of the database, or `:memory:`
 * @param mode `read` refuses every change, every other file and every setting
 */
export async function withDuckDb<Result>(
  file: string,
  mode: 'read' | 'write',
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(file, mode === 'read' ? { ...offline, ...closed } : offline)
  const connection = await instance.connect()
  try {
    // Times without a zone are UTC in every view.
    await connection.run("SET TimeZone = 'UTC'")
    if (mode === 'read') await connection.run('SET lock_configuration = true')
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/**
 * Interrupts what a connection runs, until `end`: DuckDB forgets an interruption that comes before a statement has
 * begun.
 */
export function interruptions(connection: DuckDBConnection) {
  let timer: NodeJS.Timeout | undefined
  return {
    begin() {
      connection.interrupt()
      timer ??= setInterval(() => connection.interrupt(), 20)
    },
    end() {
      clearInterval(timer)
      timer = undefined
    },
  }
}

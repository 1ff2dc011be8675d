import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Deployment, localFolder } from '../../deployment/outputs-file.ts'
import { CommandError } from '../errors.ts'
import { ageText } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { withDuckDb } from './database.ts'
import { rowsOf } from './rows.ts'
import { sync } from './sync.ts'
import { versionOf } from './views.ts'

export type CopyOptions = { sync?: true }

/** An open copy, and the time at which the tables were read. */
export type Copy = { connection: DuckDBConnection; syncedAt: Date }

/**
 * Runs `work` with the local copy of a deployment's tables, which it can only read. The copy is made first if there is
 * none, or if `--sync` asks for it.
 *
 * @throws CommandError if the copy was made by another version, or for another time zone
 */
export async function withCopy<Result>(
  deployment: Deployment,
  options: CopyOptions,
  io: Io,
  work: (copy: Copy) => Promise<Result>,
): Promise<Result> {
  const file = join(localFolder(io.env), 'sql', `${deployment.tableName('Object')}.duckdb`)
  const isNew = options.sync === true || !existsSync(file)
  if (isNew) await sync(deployment, file, io)
  return await withDuckDb(file, 'read', async (connection) => {
    const [copy] = await rowsOf(connection, 'SELECT synced_time, version FROM copy')
    if (copy?.version !== versionOf(deployment.reportTimeZone))
      throw new CommandError(
        'the local copy is of another version or time zone: pass --sync to make it again',
      )
    const syncedAt = new Date(`${String(copy.synced_time).replace(' ', 'T')}Z`)
    const age = ageText(io.now().getTime() - syncedAt.getTime())
    if (!isNew) io.err(`the local copy is of ${age} ago: --sync reads the tables again`)
    return await work({ connection, syncedAt })
  })
}

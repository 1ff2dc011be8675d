import { type Command, Option } from 'commander'
import type { Source } from '../../../shared/client/source.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import type { Names } from '../../text/names.ts'
import type { Io } from '../terminal/io.ts'

export type NameOptions = { names?: true }

/** Adds the option that reads the names which no look-up finds. */
export function withNames(command: Command): Command {
  const names = new Option('--names', 'name everything that any event names: reads three tables whole')
  // JSON has items as they are stored, with ids.
  return command.addOption(names.conflicts('json'))
}

/** Reads every name that the tables have, and says first what that costs. */
export async function readEveryName(source: Source, deployment: Deployment, io: Io): Promise<Names> {
  const [{ everyName, tablesOfNames }, { announceScan }] = await Promise.all([
    import('../../deployment/names.ts'),
    import('../long-running/scan-cost.ts'),
  ])
  await announceScan(source.dynamoDb, deployment, { of: tablesOfNames, isConsistent: false }, io)
  return everyName(source)
}

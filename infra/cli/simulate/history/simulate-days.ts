import { withEntityTables } from '../../../deployment/entity-tables.ts'
import type { Deployment } from '../../../deployment/outputs-file.ts'
import { CommandError } from '../../errors.ts'
import { replaceFile } from '../../export/replace-file.ts'
import { bar } from '../../terminal/bar.ts'
import { counted } from '../../terminal/count.ts'
import { type Io, progress } from '../../terminal/io.ts'
import { type JsonOptions, printJson } from '../../terminal/json.ts'
import { fillTables } from './fill.ts'
import { type HistorySettings, makeHistory } from './history.ts'
import { truthOf } from './truth.ts'

type Options = JsonOptions & Omit<HistorySettings, 'timeZone'> & { truth?: string; force?: true }

/**
 * Makes a history that ends now, and stores it in the tables of the local stack.
 *
 * @throws CommandError for a deployed stack, whose consumers receive nothing from the past
 */
export async function simulateDays(deployment: Deployment, options: Options, io: Io): Promise<void> {
  if (!deployment.local)
    throw new CommandError('--days is for the local stack: only there the past can be stored')
  const { reportTimeZone: timeZone } = deployment
  const history = makeHistory({ ...options, timeZone }, io.now())
  const count = history.webhooks.reduce((sum, webhooks) => sum + webhooks.length, 0)
  // First, so that a file that exists is refused before anything is stored.
  if (options.truth !== undefined) {
    const truth = truthOf(history, timeZone, options.seed)
    await replaceFile(options.truth, options.force, [`${JSON.stringify(truth, null, 2)}\n`], io)
  }
  io.err(`storing ${counted(history.known.length, 'conversation')}, ${counted(count, 'webhook')}`)
  const line = progress(io)
  try {
    await withEntityTables(deployment, (databaseOf) =>
      fillTables(history.webhooks, databaseOf, (stored) =>
        line.show(`${bar(stored, count)} ${counted(stored, 'webhook')} stored`),
      ),
    )
  } finally {
    line.clear()
  }
  const made = { conversations: history.known.length, webhooks: count, seed: options.seed }
  if (options.json) return printJson(io, [made])
  io.out(
    `${counted(made.conversations, 'conversation')}, ${counted(count, 'webhook')} stored (seed ${made.seed})`,
  )
}

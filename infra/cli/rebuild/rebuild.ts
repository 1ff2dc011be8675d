import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import type { Database } from '../../../shared/store/database.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { isPermanent, messageOf } from '../../deployment/aws-error.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { oneLine } from '../../text/one-line.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'

export type RebuildOptions = {
  deployment: Deployment
  entity: Entity
  consent: Consent
  json: true | undefined
}

/** The results of the states that were rebuilt. */
export type Counts = { unchanged: number; written: number; failed: number }

export const noneYet: Counts = { unchanged: 0, written: 0, failed: 0 }

/** Runs `work` with the table whose states are rebuilt. */
export async function withTable(
  { deployment, entity }: RebuildOptions,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  await withEntityTables(deployment, (tableOf) => work(tableOf(entity)))
}

const concurrency = 8

/**
 * Rebuilds the states of some keys, and counts the results. Resolves to false if it was stopped before the end.
 *
 * @param otherOf reads the state item of another table, whose registers count as well
 */
export async function rebuildStates(
  database: Database,
  { deployment, entity, json }: Omit<RebuildOptions, 'consent'>,
  keys: readonly string[],
  counts: Counts,
  stop: AbortController,
  io: Io,
  otherOf?: (key: string) => Promise<JsonObject | undefined>,
): Promise<boolean> {
  const line = progress(io)
  const rebuilt = inOrder(
    keys,
    concurrency,
    async (key) => {
      try {
        return await rebuildState(database, entity, key, await otherOf?.(key))
      } catch (error) {
        return { error }
      }
    },
    stop.signal,
  )
  let done = 0
  for await (const [key, result] of rebuilt) {
    done += 1
    counts[typeof result === 'string' ? result : 'failed'] += 1
    if (typeof result !== 'string') {
      line.clear()
      const text = `${key}  failed: ${oneLine(messageOf(result.error, deployment), 300)}`
      if (json) io.err(text)
      else io.out(text)
      if (isPermanent(result.error)) stop.abort()
    }
    line.show(countsText(counts))
  }
  line.clear()
  return done === keys.length
}

/**
 * Prints the results.
 *
 * @param advice how to continue if it was stopped before the end
 * @throws CommandError if it was stopped, or a state failed
 */
export function report(
  { entity, json }: RebuildOptions,
  counts: Counts,
  { isDone, advice }: { isDone: boolean; advice: string },
  io: Io,
): void {
  if (json) printJson(io, [{ entity, ...counts }])
  else io.out(countsText(counts))
  if (!isDone) throw new CommandError(`interrupted: ${advice}`)
  if (counts.failed > 0) throw new CommandError('not every state could be rebuilt')
}

/** `12 states checked: 1 written, 11 unchanged` */
export function countsText({ unchanged, written, failed }: Counts): string {
  const all = unchanged + written + failed
  const others = failed > 0 ? `, ${failed} failed` : ''
  return `${counted(all, 'state')} checked: ${written} written, ${unchanged} unchanged${others}`
}

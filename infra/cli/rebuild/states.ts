import type { Entity } from '../../../shared/commbox/names.ts'
import type { Database } from '../../../shared/dynamodb/database.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { rebuildState } from '../../../shared/store/rebuild-state.ts'
import { isHopeless, messageOf } from '../../deployment/aws-error.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { oneLine } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'

export type RebuildOrder = {
  deployment: Deployment
  entity: Entity
  /** Asks before anything is written. */
  consent: (question: string) => Promise<void>
}

/** What came of the states that were looked at. */
export type Counts = { unchanged: number; written: number; failed: number }

export const noneYet: Counts = { unchanged: 0, written: 0, failed: 0 }

/** Does something with the table whose states are rebuilt. */
export async function withTable(
  { deployment, entity }: RebuildOrder,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  await withBodies(deployment, (bodies) =>
    withDatabase(deployment, (client) => work({ ...tableOf(client, deployment, entity), bodies })),
  )
}

const atOnce = 8

/** Rebuilds the states of some keys, and counts what came of each. Resolves to whether it came to their end. */
export async function rebuildStates(
  database: Database,
  { deployment, entity }: RebuildOrder,
  keys: readonly string[],
  counts: Counts,
  stop: AbortController,
  io: Io,
): Promise<boolean> {
  const line = progress(io)
  const rebuilt = inOrder(
    keys,
    atOnce,
    (key) => rebuildState(database, entity, key).catch((error: unknown) => ({ error })),
    stop.signal,
  )
  let done = 0
  for await (const [key, result] of rebuilt) {
    done += 1
    counts[typeof result === 'string' ? result : 'failed'] += 1
    if (typeof result !== 'string') {
      line.clear()
      io.out(`${key}  failed: ${oneLine(messageOf(result.error, deployment), 300)}`)
      if (isHopeless(result.error)) stop.abort()
    }
    line.show(reportText(counts))
  }
  line.clear()
  return done === keys.length
}

/** `12 states looked at: 1 written, 11 as before` */
export function reportText({ unchanged, written, failed }: Counts): string {
  const all = unchanged + written + failed
  const others = failed > 0 ? `, ${failed} failed` : ''
  return `${counted(all, 'state')} looked at: ${written} written, ${unchanged} as before${others}`
}

import type { Entity } from '../../../shared/commbox/names.ts'
import type { Database } from '../../../shared/store/database.ts'
import { eventIdOf, isWithdrawn, storedItems } from '../../../shared/store/stored-event.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { oneLine } from '../../text/one-line.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { untilConsumersEnded } from './wait.ts'

type WithdrawOptions = {
  deployment: Deployment
  entity: Entity
  /** A thing by its id as it was typed, and the partition keys that the id can mean. */
  id: string
  keys: readonly string[]
  eventIds: readonly string[]
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

/**
 * Withdraws events of one thing, and prints how many.
 *
 * @throws CommandError if one is unknown, and then nothing is written, or if it was interrupted
 */
export async function withdrawEvents(options: WithdrawOptions, io: Io): Promise<void> {
  const { deployment, entity, id, consent, json } = options
  await withEntityTables(deployment, async (databaseOf) => {
    const database = databaseOf(entity)
    const { live, done } = await find(database, options)
    const count = [...live.values()].reduce((sum, ids) => sum + ids.size, 0)
    if (consent && count > 0) {
      await consent(
        `Withdraw ${counted(count, 'event')} of ${entity.toLowerCase()} ${id}? This cannot be undone.`,
      )
      await interruptible(io, (stop) =>
        withdraw(database, entity, live, {
          now: io.now().toISOString(),
          reason: 'withdrawn',
          wait: () => untilConsumersEnded(io, stop.signal),
        }),
      )
    }
    const verb = consent ? 'withdrawn' : 'would be withdrawn'
    const before = done > 0 ? `, ${done} withdrawn before` : ''
    if (json)
      printJson(io, [
        { entity, id, [consent ? 'withdrawn' : 'wouldBeWithdrawn']: count, withdrawnBefore: done },
      ])
    else io.out(`${counted(count, 'event')} ${verb}${before}`)
  })
}

/**
 * Finds the events that are still to be withdrawn, by key, and how many were before.
 *
 * @throws CommandError that names the ids of which none is stored
 */
async function find(
  database: Database,
  { entity, id, keys, eventIds }: WithdrawOptions,
): Promise<{ live: Map<string, Set<string>>; done: number }> {
  const wanted = new Set(eventIds)
  const live = new Map<string, Set<string>>()
  const done = new Set<string>()
  for (const key of keys) {
    const left = new Set<string>()
    for await (const item of storedItems(database, key, { prefix: 'event#' })) {
      const eventId = eventIdOf(item)
      if (!wanted.has(eventId)) continue
      if (isWithdrawn(item) && item.pending !== true) done.add(eventId)
      else left.add(eventId)
    }
    if (left.size > 0) live.set(key, left)
  }
  const all = [...live.values()].reduce((known, ids) => known.union(ids), new Set<string>())
  const unknown = [...wanted.difference(all.union(done))]
  if (unknown.length > 0) {
    const ids = unknown.map((eventId) => oneLine(eventId, 300)).join(', ')
    throw new CommandError(`${entity.toLowerCase()} ${id} has no such event: ${ids}`)
  }
  return { live, done: done.difference(all).size }
}

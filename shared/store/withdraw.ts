import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { getItems, keyText, putItems } from '../dynamodb/database.ts'
import { itemFormat, withoutUnset } from '../events/event-item.ts'
import type { Database } from './database.ts'
import { receiptKey } from './first-receipt.ts'
import { rebuildState } from './rebuild-state.ts'
import { eventIdOf, isWithdrawn, storedItems } from './stored-event.ts'

/** Why an event is no longer stored. */
export type WithdrawalReason = 'withdrawn' | 'reinterpreted'

/**
 * Withdraws events of one thing: a stub without data is left under the key of each, so that no redelivery brings it
 * back, and what only these events had set goes from the state and its index items.
 *
 * A consumer that read before the stubs were there may still overwrite one: so they are written, that consumer's
 * time-out passes, and they are written again wherever one is missing.
 *
 * @param eventIds the events' ids, as their items have them
 * @param options.now the time of the withdrawal, ISO 8601 UTC
 * @param options.wait resolves after a consumer's time-out
 * @returns how many events were withdrawn; those that were withdrawn before are not counted
 */
export async function withdraw(
  database: Database,
  entity: Entity,
  key: string,
  eventIds: ReadonlySet<string>,
  options: { now: string; reason: WithdrawalReason; wait: () => Promise<void> },
): Promise<number> {
  const { wait, ...mark } = options
  const count = await writeStubs(database, key, eventIds, mark)
  if (count === 0) return 0
  await wait()
  await writeStubs(database, key, eventIds, mark)
  await rebuildState(database, entity, key)
  return count
}

async function writeStubs(
  database: Database,
  key: string,
  eventIds: ReadonlySet<string>,
  { now, reason }: { now: string; reason: WithdrawalReason },
): Promise<number> {
  const stub = (item: JsonObject): JsonObject =>
    withoutUnset({
      [database.partitionKey]: key,
      record: item.record,
      format: itemFormat,
      eventId: item.eventId,
      // Says that the id has no fingerprint in it; a stub has none itself.
      fingerprint: item.fingerprint === undefined ? undefined : '',
      occurredAt: item.occurredAt,
      dated: item.dated,
      withdrawnAt: now,
      reason,
    })
  const stubs: JsonObject[] = []
  for await (const item of storedItems(database, key, { prefix: 'event#' })) {
    if (eventIds.has(eventIdOf(item)) && !isWithdrawn(item)) stubs.push(stub(item))
  }
  // An event that occurred at its first receipt is known by its receipt: its own key may change.
  const keys = [...eventIds].map((eventId) => receiptKey({ key, eventId }))
  const receipts = await getItems(database, keys)
  for (const receiptName of keys) {
    const receipt = receipts.get(keyText(receiptName))
    if (receipt && !isWithdrawn(receipt)) stubs.push(stub(receipt))
  }
  await putItems(database, stubs)
  return stubs.filter(({ record }) => String(record).startsWith('event#')).length
}

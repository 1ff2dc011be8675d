import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { getItems, putItems } from '../dynamodb/batch.ts'
import { keyText } from '../dynamodb/database.ts'
import { withoutUnset } from '../events/event-item.ts'
import { inOrder } from '../runtime/in-order.ts'
import type { Database } from './database.ts'
import { receiptKey } from './first-receipt.ts'
import { rebuildState } from './rebuild-state.ts'
import { eventIdOf, isWithdrawn, type Mark, storedItems, stubOf } from './stored-event.ts'

/** Ids of events, as their items have them, by the partition key of their thing. */
export type EventIds = ReadonlyMap<string, ReadonlySet<string>>

const concurrency = 8

/**
 * Withdraws events: a stub without data is left under the key of each, so that no redelivery brings it back, and what
 * only these events had set goes from the states and their index items.
 *
 * A consumer that read before the stubs were there may still overwrite one: so they are written, that consumer's
 * time-out passes, and they are written again wherever one is missing. Until all is done the stubs say `pending`: a
 * withdrawal that was interrupted continues when it is called again.
 *
 * @param options.wait resolves after a consumer's time-out
 * @returns how many events were withdrawn; those whose withdrawal was complete before are not counted
 */
export async function withdraw(
  database: Database,
  entity: Entity,
  eventIds: EventIds,
  { wait, ...mark }: Mark & { wait: () => Promise<void> },
): Promise<number> {
  const things = [...eventIds]
  const stubs = new Map<string, JsonObject[]>()
  const writing = inOrder(things, concurrency, ([key, ids]) => writeStubs(database, key, ids, mark))
  for await (const [[key], pending] of writing) if (pending.length > 0) stubs.set(key, pending)
  if (stubs.size === 0) return 0
  await wait()
  const left = things.filter(([key]) => stubs.has(key))
  const finishing = inOrder(left, concurrency, ([key, ids]) =>
    finishWithdrawal(database, entity, key, ids, mark, stubs.get(key)),
  )
  let count = 0
  for await (const [, ofKey] of finishing) count += ofKey
  return count
}

/**
 * Withdraws events of one thing of which nobody writes one meanwhile, or who does looks for their stubs afterwards.
 *
 * @param before stubs that were written before
 * @returns how many events were withdrawn
 */
export async function finishWithdrawal(
  database: Database,
  entity: Entity,
  key: string,
  eventIds: ReadonlySet<string>,
  mark: Mark,
  before: readonly JsonObject[] = [],
): Promise<number> {
  const more = await writeStubs(database, key, eventIds, mark)
  await rebuildState(database, entity, key)
  const all = new Map([...before, ...more].map((stub) => [String(stub.record), stub]))
  await putItems(database, [...all.values()].map(withoutPending))
  return new Set([...all.values()].filter(isOfEvent).map(eventIdOf)).size
}

function isOfEvent({ record }: JsonObject): boolean {
  return String(record).startsWith('event#')
}

function withoutPending({ pending: _pending, ...stub }: JsonObject): JsonObject {
  return stub
}

/** Writes the stubs of events of one thing. @returns all that are pending, also those of earlier runs */
async function writeStubs(
  database: Database,
  key: string,
  eventIds: ReadonlySet<string>,
  mark: Mark,
): Promise<JsonObject[]> {
  const missing: JsonObject[] = []
  const pending: JsonObject[] = []
  const sort = (item: JsonObject) => {
    if (!isWithdrawn(item)) missing.push({ ...stubOf(database, key, item, mark), pending: true })
    else if (item.pending === true) pending.push(item)
  }
  const identified = new Map<string, JsonObject>()
  for await (const item of storedItems(database, key, { prefix: 'event#' })) {
    const eventId = eventIdOf(item)
    if (!eventIds.has(eventId)) continue
    sort(item)
    if (item.fingerprint === undefined) identified.set(eventId, item)
  }
  // An event that occurred at its first receipt is known by its receipt: its own key may change. The receipt can
  // expire some hours before the event.
  const keys = [...eventIds].map((eventId) => receiptKey({ key, eventId }))
  const receipts = await getItems(database, keys)
  for (const eventId of eventIds) {
    const name = receiptKey({ key, eventId })
    const item = identified.get(eventId)
    const receipt =
      receipts.get(keyText(name)) ?? (item && withoutUnset({ ...timesOf(item), record: name.record }))
    if (receipt) sort(receipt)
  }
  await putItems(database, missing)
  return [...missing, ...pending]
}

function timesOf({ occurredAt, dated }: JsonObject) {
  return { occurredAt, dated }
}

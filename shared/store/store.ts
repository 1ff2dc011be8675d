import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { getItems, type Key, keyText, putItems } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import type { Event } from '../events/event.ts'
import { eventItem, eventRecord } from '../events/event-item.ts'
import { writeContactItems } from './contact-items.ts'
import { moveToFirstReceipt } from './correct-state.ts'
import type { Database } from './database.ts'
import { erasedStub, isAhead, isErased, subjectKeys } from './erased.ts'
import { type Claim, claimFirstReceipts, movedKey, receiptKey } from './first-receipt.ts'
import { newestIndexItems, writeIndexItems } from './index-items.ts'
import { stateKey, writeState } from './states.ts'
import { isWithdrawn } from './stored-event.ts'
import { finishWithdrawal } from './withdraw.ts'

/**
 * What came of an event: `stored` and `repeated` are both in the tables, a `withdrawn` one, or one that was erased, is
 * not. `isOfOtherBrand`:
 * the event before it, or the state that was read before, had another brand.
 */
export type Stored = { event: Event } & (
  | { result: 'stored'; isOfOtherBrand?: true }
  | { result: 'repeated' | 'withdrawn' }
  | { result: 'failed'; error: unknown }
)

/**
 * Stores events and folds them into the states of their keys. The events come first: a consumer that stops half-way
 * is called again with the same messages, and folding twice changes nothing.
 *
 * @throws what DynamoDB throws if not even the reading succeeds
 */
export async function store(
  database: Database,
  entity: Entity,
  received: readonly Event[],
): Promise<{ outcomes: Stored[]; conflicts: number }> {
  const subjects = received.map(subjectKeys)
  // One request in place of two costs the payloads of events that are repeated.
  const found = await getItems(database, [...subjects.flat(), ...received.flatMap(keysToRead)])
  const claims = await claimFirstReceipts(database, received, found)
  // Of an event that was received earlier before, the key is known only now.
  const earlier = claims.filter(({ event }, n) => event.occurredAt !== received[n]?.occurredAt)
  const keys = earlier.map(({ event }) => eventKey(event))
  if (keys.length > 0) for (const [name, item] of await getItems(database, keys)) found.set(name, item)

  const itemOf = (key: Key) => found.get(keyText(key))
  const erased = claims.filter(({ event }, n) => isErased(entity, event, subjects[n]?.map(itemOf) ?? []))
  const gone = new Set(
    claims.filter(({ event, isWithdrawn }) => isWithdrawn || isGone(itemOf(eventKey(event)))).concat(erased),
  )
  const live = claims.filter((claim) => !gone.has(claim))
  const failures = new Map<Event, unknown>()
  const written = await storeEvents(
    database,
    live.map(({ event }) => event),
    found,
    failures,
  )
  let conflicts = 0
  await Promise.all(
    [...Map.groupBy(live, ({ event }) => event.key)].map(async ([key, ofKey]) => {
      const kept = ofKey.filter(({ event }) => !failures.has(event))
      try {
        conflicts += await foldEvents(database, entity, kept, found.get(keyText(stateKey(key))), written)
      } catch (error) {
        for (const { event } of kept) failures.set(event, error)
      }
    }),
  )
  // A delivery before the erasure says that what is stored of a later one must go, and what is still to come.
  const late = erased.filter(
    ({ event, isMoved }) => isMoved || (isAhead(event) && !isGone(itemOf(eventKey(event)))),
  )
  await Promise.all(
    [...Map.groupBy(late, ({ event }) => event.key)].map(async ([key, ofKey]) => {
      const events = ofKey.map(({ event }) => event)
      try {
        await eraseNow(database, entity, key, events)
      } catch (error) {
        for (const event of events) failures.set(event, error)
      }
    }),
  )
  const known = new Set(found.keys())
  const brands = new Map<string, unknown>()
  const outcomes = claims.map((claim): Stored => {
    const { event } = claim
    if (failures.has(event)) return { event, result: 'failed', error: failures.get(event) }
    if (gone.has(claim)) return { event, result: 'withdrawn' }
    const name = keyText(eventKey(event))
    if (known.has(name)) return { event, result: 'repeated' }
    known.add(name)
    const before = brands.get(event.key) ?? found.get(keyText(stateKey(event.key)))?.brand
    const brand = event.delivery.brand ?? before
    brands.set(event.key, brand)
    const isOther = before !== undefined && brand !== before
    return { event, result: 'stored', ...(isOther ? { isOfOtherBrand: true } : {}) }
  })
  return { outcomes, conflicts }
}

/** Whether an event item is a stub, or was reduced to what says nothing of a person: neither is stored again. */
function isGone(item: JsonObject | undefined): boolean {
  return isWithdrawn(item) || item?.erasedAt !== undefined
}

function keysToRead(event: Event): Key[] {
  const receipts = event.needsFirstReceipt ? [receiptKey(event), movedKey(event, event.occurredAt)] : []
  return [eventKey(event), ...receipts]
}

function eventKey(event: Event): Key {
  return { key: event.key, record: eventRecord(event) }
}

/**
 * Writes the events that are not there yet; if a batch is refused, each by itself, to find the one that fails.
 *
 * @returns the keys of those that were to be written
 */
async function storeEvents(
  database: Database,
  events: readonly Event[],
  found: ReadonlyMap<string, JsonObject>,
  failures: Map<Event, unknown>,
): Promise<Set<string>> {
  const byRecord = Map.groupBy(events, (event) => keyText(eventKey(event)))
  const missing = [...byRecord].flatMap(([name, [first]]) => (first && !found.has(name) ? [first] : []))
  const itemOf = (event: Event) => eventItem(event, database.partitionKey, database.retentionDays)
  try {
    await putItems(database, missing.map(itemOf))
  } catch {
    for (const event of missing) {
      try {
        await putItems(database, [itemOf(event)])
      } catch (error) {
        const same = byRecord.get(keyText(eventKey(event))) ?? []
        for (const twin of same) failures.set(twin, error)
      }
    }
  }
  return new Set(missing.map((event) => keyText(eventKey(event))))
}

/**
 * Folds events of one thing into its index items and its state, and moves those to their first receipt that were
 * stored under a later one.
 *
 * @param stored the state item as it was read before
 * @param written the keys of the events that this consumer has written
 * @returns how often another consumer was faster with the state
 */
async function foldEvents(
  database: Database,
  entity: Entity,
  claims: readonly Claim[],
  stored: JsonObject | undefined,
  written: ReadonlySet<string>,
): Promise<number> {
  const events = claims.map(({ event }) => event)
  const [first] = events
  if (first === undefined) return 0
  const [isIndexWritten] = await Promise.all([
    writeIndexItems(database, newestIndexItems(database, events)),
    writeContactItems(database, events),
  ])
  const { conflicts, isWritten } = await writeState(database, definitions[entity].layout, events, stored)
  // A receipt may have moved under the hands of this consumer if it wrote anything at the later one.
  const mayHaveMoved = claims.filter(
    ({ event, isMoved }) =>
      event.needsFirstReceipt &&
      (isMoved || isIndexWritten || isWritten || written.has(keyText(eventKey(event)))),
  )
  if (mayHaveMoved.length > 0) {
    const erased = await moveToFirstReceipt(
      database,
      entity,
      first.key,
      mayHaveMoved.map(({ event }) => event),
    )
    if (erased.length > 0) await eraseNow(database, entity, first.key, erased)
  }
  return conflicts
}

/** Withdraws events that turned out to have been received before their erasure. */
async function eraseNow(
  database: Database,
  entity: Entity,
  key: string,
  events: readonly Event[],
): Promise<void> {
  const now = events.map(({ delivery }) => delivery.receivedAt).reduce((a, b) => (a > b ? a : b), '')
  const eventIds = new Set(events.map(({ eventId }) => eventId))
  await putItems(
    database,
    events.filter(isAhead).map((event) => erasedStub(database, event)),
  )
  await finishWithdrawal(database, entity, key, eventIds, { now, reason: 'erased' })
}

import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { getItems } from '../dynamodb/batch.ts'
import { type Key, keyText } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import type { Event } from '../events/event.ts'
import { writeContactItems } from './contact-items.ts'
import { moveToFirstReceipt } from './correct-state.ts'
import type { Database } from './database.ts'
import {
  eraseArrivedBodies,
  erasedMeanwhile,
  eraseStored,
  eventKey,
  isGone,
  isOfErasure,
} from './erase-arrived.ts'
import { erasureOf, isAhead, subjectKeys } from './erased.ts'
import { type Claim, claimFirstReceipts, movedKey, receiptKey } from './first-receipt.ts'
import { newestIndexItems, writeIndexItems } from './index-items.ts'
import { stateKey, writeState } from './states.ts'
import { storeEvents } from './store-events.ts'

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
 * @param options.mayBeStored whether a consumer had them before: then they are read first, so that one that is stored
 *   needs no write again, which a throttled table would refuse
 * @throws what DynamoDB throws if not even the reading succeeds
 */
export async function store(
  database: Database,
  entity: Entity,
  received: readonly Event[],
  { mayBeStored }: { mayBeStored?: boolean } = {},
): Promise<{ outcomes: Stored[]; conflicts: number }> {
  const subjects = received.map(subjectKeys)
  // A single one is put under a condition in any case, which says as much as reading it, and costs nothing.
  const isAlone = !mayBeStored && received.length === 1 && received[0]?.needsFirstReceipt === false
  // One request in place of two costs the payloads of events that are repeated.
  const found = await getItems(database, [
    ...subjects.flat(),
    ...(isAlone ? [] : received.flatMap(keysToRead)),
  ])
  const claimed = await claimFirstReceipts(database, received, found)
  const itemOf = (key: Key) => found.get(keyText(key))
  const goneItem = ({ event, stub = itemOf(eventKey(event)) }: Claim) => (isGone(stub) ? stub : undefined)
  const erasures = claimed.map(({ event }, n) => erasureOf(entity, event, subjects[n]?.map(itemOf) ?? []))
  // Of an event that was received earlier before, or withdrawn, the keys are known only now.
  const keys = claimed.flatMap(({ event, givenAt, stub }, n) => {
    if (event.occurredAt !== givenAt || stub) return [eventKey(event), movedKey(event, givenAt)]
    return isAlone && erasures[n] !== 'none' ? [eventKey(event)] : []
  })
  for (const [name, item] of await getItems(database, keys)) found.set(name, item)
  const claims = claimed.map((claim): Claim => {
    // This message was taken before, at what was the first receipt then: its consumer may have been stopped anywhere.
    const wasFirst = found.has(keyText(movedKey(claim.event, claim.givenAt)))
    return { ...claim, isMoved: claim.isMoved || wasFirst }
  })

  const contested = new Set(claims.filter((_, n) => erasures[n] === 'contested').map(({ event }) => event))
  // One of several deliveries of an event in a batch speaks for the others.
  const names = new Set(claims.filter((_, n) => erasures[n] === 'erased').map(nameOf))
  const erased = new Set(claims.filter((claim) => names.has(nameOf(claim))))
  // A delivery before the erasure says that what is stored of a later one must go, and what is still to come. A consumer
  // that began with that, or stored something while another withdrew it, can have been stopped before it was done.
  const late = claims.filter((claim) => {
    const stub = goneItem(claim)
    if (claim.isMoved && (stub || erased.has(claim))) return true
    if (contested.has(claim.event)) return isOfErasure(stub) && stub?.pending !== true
    return erased.has(claim) && (stub ? stub.pending === true : isAhead(claim.event))
  })
  const live = claims.filter((claim) => !erased.has(claim) && !goneItem(claim))
  const failures = new Map<Event, unknown>()
  const written = await storeEvents(
    database,
    live.map(({ event }) => event),
    { found, conditional: isAlone ? new Set(claims.map(({ event }) => event)) : contested, failures },
  )
  let conflicts = 0
  /** Works on the things of some claims side by side; what fails is counted as failed. */
  const forEachThing = (chosen: readonly Claim[], work: (key: string, ofKey: Claim[]) => Promise<void>) =>
    Promise.all(
      [...Map.groupBy(chosen, ({ event }) => event.key)].map(async ([key, ofKey]) => {
        try {
          await work(key, ofKey)
        } catch (error) {
          for (const { event } of ofKey) failures.set(event, error)
        }
      }),
    )
  const kept = live.filter((claim) => !failures.has(claim.event) && !goneItem(claim))
  await forEachThing(kept, async (key, ofKey) => {
    const folded = await foldEvents(database, entity, key, ofKey, found.get(keyText(stateKey(key))), written)
    conflicts += folded.conflicts
    const doubtful = ofKey.flatMap(({ event }) => (contested.has(event) ? [event] : []))
    const gone = [...folded.erased, ...(await erasedMeanwhile(database, doubtful))]
    if (gone.length > 0) await eraseStored(database, entity, key, gone)
    for (const claim of ofKey) if (gone.includes(claim.event)) erased.add(claim)
  })
  await forEachThing(late, (key, ofKey) =>
    eraseStored(
      database,
      entity,
      key,
      ofKey.map(({ event }) => event),
    ),
  )
  const arrived = claims.map((claim) => {
    const stub = goneItem(claim)
    const isErased = erased.has(claim) || isOfErasure(stub)
    return { event: claim.event, became: isErased ? 'erased' : stub ? 'withdrawn' : 'stored' } as const
  })
  await eraseArrivedBodies(database, entity, arrived, failures)
  const known = new Set(found.keys())
  const brands = new Map<string, unknown>()
  const outcomes = arrived.map(({ event, became }): Stored => {
    if (failures.has(event)) return { event, result: 'failed', error: failures.get(event) }
    if (became !== 'stored') return { event, result: 'withdrawn' }
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

function nameOf({ event }: Claim): string {
  return keyText(eventKey(event))
}

function keysToRead(event: Event): Key[] {
  return [eventKey(event), ...(event.needsFirstReceipt ? [receiptKey(event)] : [])]
}

/**
 * Folds events of one thing into its index items and its state, and moves those to their first receipt that were
 * stored under a later one.
 *
 * @param stored the state item as it was read before
 * @param written the keys of the events that this consumer has written
 * @returns how often another consumer was faster with the state, and which events were erased meanwhile
 */
async function foldEvents(
  database: Database,
  entity: Entity,
  key: string,
  claims: readonly Claim[],
  stored: JsonObject | undefined,
  written: ReadonlySet<string>,
): Promise<{ conflicts: number; erased: Event[] }> {
  const events = claims.map(({ event }) => event)
  const areNew = claims.every(({ event, isMoved }) => !isMoved && written.has(keyText(eventKey(event))))
  const [isIndexWritten] = await Promise.all([
    writeIndexItems(database, newestIndexItems(database, events), { areNew }),
    writeContactItems(database, events, { areNew: stored === undefined }),
  ])
  const { conflicts, isWritten } = await writeState(database, definitions[entity].layout, events, stored)
  // A receipt may have moved while this consumer worked if it wrote anything at the later one.
  const mayHaveMoved = claims.filter(
    ({ event, isMoved }) =>
      event.needsFirstReceipt &&
      (isMoved || isIndexWritten || isWritten || written.has(keyText(eventKey(event)))),
  )
  if (mayHaveMoved.length === 0) return { conflicts, erased: [] }
  const moved = mayHaveMoved.map(({ event }) => event)
  return { conflicts, erased: await moveToFirstReceipt(database, entity, key, moved) }
}

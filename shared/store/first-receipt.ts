import type { JsonObject } from '../commbox/json.ts'
import { getItems, putItems } from '../dynamodb/batch.ts'
import { isFirst, type Key, keyText, putIf, requestsAtOnce } from '../dynamodb/database.ts'
import { ttlAttribute } from '../dynamodb/table.ts'
import { atTime, type Event, versionIdOf } from '../events/event.ts'
import { expiry, withoutUnset } from '../events/event-item.ts'
import { type Versioned, versionsOf } from '../events/version.ts'
import { all } from '../runtime/in-order.ts'
import type { Database } from './database.ts'
import { isWithdrawn, storedItems } from './stored-event.ts'

/*
 * An event that has an identity and no certain time of CommBox's occurred, for us, when it was first received. It can
 * be sent more than once, and the deliveries can be processed in any order. Two kinds of items remember it:
 *   receipt#<eventId>         the earliest receipt so far (`occurredAt`); `moved` if there was a later one before: a
 *                             consumer that read that one may still store something under it, and be stopped;
 *   moved#<eventId>#<time>    a later receipt that was the earliest for a time.
 */

const receiptPrefix = 'receipt#'
const movedPrefix = 'moved#'

/** The key of the item that remembers when an event was first received. */
export function receiptKey({ key, eventId }: Pick<Event, 'key' | 'eventId'>): Key {
  return { key, record: `${receiptPrefix}${eventId}` }
}

/** The key of the item that says that a receipt was the earliest for a time. */
export function movedKey({ key, eventId }: Pick<Event, 'key' | 'eventId'>, time: string): Key {
  return { key, record: `${movedPrefix}${eventId}#${time}` }
}

/** What is known of an event's first receipt. */
export type Claim = {
  /** The event at the time of its first receipt. */
  event: Event
  /** The time at which it was given. */
  givenAt: string
  /** Whether something may be stored under a later receipt. */
  isMoved: boolean
  /** The stub of its receipt, if it was withdrawn. */
  stub?: JsonObject
}

/** Claims the first receipts of events, all at once; each event as it was given, at the time of its first receipt. */
export async function claimFirstReceipts(
  database: Database,
  events: readonly Event[],
  found: ReadonlyMap<string, JsonObject>,
): Promise<Claim[]> {
  const earliest = new Map<string, Event>()
  for (const event of events.filter(({ needsFirstReceipt }) => needsFirstReceipt)) {
    const name = keyText(receiptKey(event))
    const other = earliest.get(name)
    if (other === undefined || event.occurredAt < other.occurredAt) earliest.set(name, event)
  }
  const claims = new Map(
    await all(
      [...earliest],
      requestsAtOnce,
      async ([name, event]) => [name, await claimFirstReceipt(database, event, found.get(name))] as const,
    ),
  )
  return events.map((event) => {
    const claim = event.needsFirstReceipt ? claims.get(keyText(receiptKey(event))) : undefined
    const givenAt = event.occurredAt
    return claim ? { ...claim, event: atTime(event, claim.at), givenAt } : { event, givenAt, isMoved: false }
  })
}

async function claimFirstReceipt(
  database: Database,
  event: Event,
  found: JsonObject | undefined,
): Promise<Omit<Claim, 'event' | 'givenAt'> & { at: string }> {
  const { occurredAt: at } = event
  const receipt = receiptItem(database, event)
  let current: JsonObject | 'written' = found ?? (await putIf(database, receipt, isFirst))
  let isMoved = false
  while (current !== 'written') {
    if (isWithdrawn(current)) return { at, isMoved: false, stub: current }
    const { occurredAt: earliest } = current
    if (typeof earliest !== 'string') {
      // The receipt expired (TTL) between the read and the write.
      current = await putIf(database, { ...receipt, ...(isMoved ? { moved: true } : {}) }, isFirst)
    } else if (earliest <= at) {
      return { at: earliest, isMoved: current.moved === true }
    } else {
      // What was stored under the later receipt must be found, whatever happens from here on.
      const { [database.partitionKey]: _key, record: _record, occurredAt: _at, ...rest } = receipt
      const { key, record } = movedKey(event, earliest)
      await putItems(database, [{ ...rest, [database.partitionKey]: key, record }])
      isMoved = true
      current = await putIf(database, { ...receipt, moved: true }, isStillEarliest(earliest))
    }
  }
  return { at, isMoved }
}

/** Nobody has claimed an earlier receipt, or withdrawn the event, since this one was read. */
function isStillEarliest(earliest: string) {
  return {
    expression: 'occurredAt = :earliest AND attribute_not_exists(withdrawnAt)',
    values: { ':earliest': earliest },
  }
}

function receiptItem(database: Database, event: Event): JsonObject {
  const { key, record } = receiptKey(event)
  return withoutUnset({
    [database.partitionKey]: key,
    record,
    occurredAt: event.occurredAt,
    [ttlAttribute]: expiry(event.delivery.receivedAt, database.retentionDays),
  })
}

/** Of the events of one thing that were stored, or may have been, under another receipt than their first. */
export type Superseded = {
  /** The first receipts, by event id. */
  first: ReadonlyMap<string, string>
  /** The other receipts, by event id. */
  times: ReadonlyMap<string, readonly string[]>
  /** The versions that those other receipts gave to registers and index items. */
  versions: ReadonlySet<string>
  /** Of events that were withdrawn: their receipts, whose items may be gone. */
  withdrawn: readonly Versioned[]
}

/** Reads which events of one thing moved to an earlier receipt. Receipts that never moved are not read. */
export async function readSuperseded(database: Database, key: string): Promise<Superseded> {
  const moved: { eventId: string; time: string }[] = []
  for await (const { record } of storedItems(database, key, { prefix: movedPrefix })) {
    const name = String(record).slice(movedPrefix.length)
    const end = name.lastIndexOf('#')
    moved.push({ eventId: name.slice(0, end), time: name.slice(end + 1) })
  }
  const receipts = await getItems(
    database,
    moved.map(({ eventId }) => receiptKey({ key, eventId })),
  )
  const first = new Map<string, string>()
  const times = new Map<string, string[]>()
  const versions = new Set<string>()
  const withdrawn: Versioned[] = []
  for (const { eventId, time } of moved) {
    const receipt = receipts.get(keyText(receiptKey({ key, eventId }))) ?? {}
    const versionId = versionIdOf(eventId, 'other')
    const given = [true, false].map((isDated) => ({ occurredAt: time, isDated, versionId }))
    if (isWithdrawn(receipt)) withdrawn.push(...given)
    const { occurredAt: earliest } = receipt
    if (typeof earliest !== 'string' || time <= earliest || isWithdrawn(receipt)) continue
    first.set(eventId, earliest)
    times.set(eventId, [...(times.get(eventId) ?? []), time])
    for (const version of given.flatMap(versionsOf)) versions.add(version)
  }
  return { first, times, versions, withdrawn }
}

/** An event at the time of its first receipt. */
export function atFirst(event: Event, { first }: Superseded): Event {
  const time = first.get(event.eventId)
  return time === undefined ? event : atTime(event, time)
}

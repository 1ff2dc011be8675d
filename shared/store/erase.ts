import type { Json, JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { putItems } from '../dynamodb/batch.ts'
import type { Key } from '../dynamodb/database.ts'
import { sortKey } from '../dynamodb/table.ts'
import { definitions } from '../entities/registry.ts'
import { skeletonOf } from '../entities/skeleton.ts'
import type { Database } from './database.ts'
import { type ErasedPlaces, eraseBodies } from './erase-bodies.ts'
import { receiptKey } from './first-receipt.ts'
import { rebuildState } from './rebuild-state.ts'
import { reducedItem } from './reduced-item.ts'
import { eventIdOf, isWithdrawn, payloadAt, storedEvent, storedItems, stubOf } from './stored-event.ts'

/** What to erase of a thing: everything, what is of a person, or what somebody wrote. */
export type Scope = { kind: 'all' } | { kind: 'person'; isOf: (value: Json) => boolean } | { kind: 'texts' }

/** So many events are written with one call: two items each at most. */
const eventsAtOnce = 50

/** How much was erased. */
export type ErasedCounts = { events: number; bodies: number }

/**
 * Erases what one thing has up to a time: of everything, the events are removed; otherwise what is left of an event
 * says when it happened, and what it meant for status, channel and agent. The state is made again of what is left.
 * Can be repeated, and continues what was interrupted.
 *
 * @param options.at up to when an event occurred or was received, ISO 8601 UTC
 */
export async function eraseThing(
  database: Database,
  entity: Entity,
  key: string,
  { scope, at }: { scope: Scope; at: string },
): Promise<ErasedCounts> {
  const places: ErasedPlaces = new Map()
  let events = 0
  let open: Change = { written: [], removed: [] }
  const flush = async () => {
    // An event that is being moved is there twice, and has one receipt.
    const written = new Map(open.written.map((item) => [item.record, item]))
    await putItems(database, [...written.values()], open.removed)
    open = { written: [], removed: [] }
  }
  for await (const item of storedItems(database, key, { prefix: 'event#' })) {
    if (isWithdrawn(item)) continue
    const change = isUpTo(item, at, scope)
      ? await changeOf(database, entity, key, item, scope, at)
      : undefined
    if (typeof item.payloadKey === 'string') {
      const { erased, left } = places.get(item.payloadKey) ?? { erased: [], left: [] }
      places.set(
        item.payloadKey,
        change ? { erased: [...erased, item], left } : { erased, left: [...left, item] },
      )
    }
    if (change === undefined) continue
    open.written.push(...change.written)
    open.removed.push(...change.removed)
    events += 1
    if (events % eventsAtOnce === 0) await flush()
  }
  await flush()
  if (scope.kind === 'all') await stubReceipts(database, key, at)
  const isTakenOut = scope.kind === 'person' ? scope.isOf : () => scope.kind === 'all'
  const bodies = await eraseBodies(database, entity, places, isTakenOut)
  await rebuildState(database, entity, key)
  return { events, bodies }
}

function isUpTo({ occurredAt, receivedAt, erasedAt }: JsonObject, at: string, { kind }: Scope): boolean {
  if (kind === 'texts') return String(occurredAt) <= at && erasedAt === undefined
  return String(occurredAt) <= at || String(receivedAt) <= at
}

type Change = { written: JsonObject[]; removed: Key[] }

/** What to write and to remove for an event that is erased; undefined if there is nothing of the scope in it. */
async function changeOf(
  database: Database,
  entity: Entity,
  key: string,
  item: JsonObject,
  scope: Scope,
  at: string,
): Promise<Change | undefined> {
  const { payloadKey, trigger } = item
  // A receipt expires before its event, and without it a redelivery would be another event.
  const mark = { now: at, reason: 'erased' } as const
  const receipt = stubOf(
    database,
    key,
    { ...item, record: receiptKey({ key, eventId: eventIdOf(item) }).record },
    mark,
  )
  const receipts = item.fingerprint === undefined && item.dated !== true ? [receipt] : []
  const own = stubOf(database, key, item, mark)
  // A stub of its own only for what is dated after the erasure: the state's covers the others.
  if (scope.kind === 'all' && String(item.occurredAt) > at)
    return { written: [own, ...receipts], removed: [] }
  if (scope.kind === 'all') return { written: receipts, removed: [{ key, record: String(item[sortKey]) }] }
  const stored = await storedEvent(entity, item, database.bodies)
  const whole =
    payloadKey === undefined ? item : { ...item, payload: stored?.payload ?? (await bodyOf(database, item)) }
  const isOf = scope.kind === 'person' ? scope.isOf : () => false
  if (scope.kind === 'person' && whole.payload !== null && !isOf(whole)) return undefined
  const list = definitions[entity].triggers[String(trigger)]?.list
  const reduced =
    stored && (await reducedItem(database, entity, item, skeletonOf(stored.payload, list, isOf), at))
  // What cannot be read, or is of the person still, is not kept.
  const left = reduced === undefined || isOf(reduced) ? own : reduced
  return { written: [left, ...receipts], removed: [] }
}

async function bodyOf(database: Database, { payloadKey }: JsonObject): Promise<Json> {
  return (await payloadAt(String(payloadKey), database.bodies)) ?? null
}

/** Receipts without an expiry: what was first received before the erasure never comes back. */
async function stubReceipts(database: Database, key: string, at: string): Promise<void> {
  const stubs: JsonObject[] = []
  for await (const item of storedItems(database, key, { prefix: 'receipt#' }))
    if (!isWithdrawn(item) && String(item.occurredAt) <= at)
      stubs.push(stubOf(database, key, item, { now: at, reason: 'erased' }))
  await putItems(database, stubs)
}

import type { JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import { getItems, putItems } from '../dynamodb/batch.ts'
import { isFirst, type Key, keyText, putIf } from '../dynamodb/database.ts'
import { sortKey, stateRecord, ttlAttribute } from '../dynamodb/table.ts'
import type { Event } from '../events/event.ts'
import { withoutUnset } from '../events/event-item.ts'
import { erasedIn } from '../events/state.ts'
import type { Database } from './database.ts'
import { erasedStub, erasureOf, isAhead, subjectKeys } from './erased.ts'
import { movedKey, receiptKey } from './first-receipt.ts'
import { markErased } from './mark-erased.ts'
import { stateKey } from './states.ts'
import { store } from './store.ts'
import { eventIdOf, isWithdrawn, storedEvents } from './stored-event.ts'

/** What restored items say of themselves. */
const via = 'restore'

/** What came of items of one thing. */
export type Restored = {
  /** How many events and stubs, or quarantined deliveries, were written. */
  count: number
  /** Whether the state must be rebuilt: something was written, or the state of the other table says something else. */
  isChanged: boolean
  /** The sort keys of what was missing and cannot be read: its trigger or payload is unknown, or its body is gone. */
  unreadable: string[]
}

/**
 * Writes items of one thing from another table where this one lacks them; then its state must be rebuilt with that of
 * the other table. An event, a receipt or an index item never replaces one that is there. A stub always does, and what
 * is left of an erased event: what was withdrawn or erased in either table is.
 */
export async function restoreItems(
  database: Database,
  entity: Entity,
  key: string,
  items: readonly JsonObject[],
): Promise<Restored> {
  const keyOf = (item: JsonObject) => ({ key, record: String(item[sortKey]) })
  const found = await getItems(database, items.map(keyOf), ['withdrawnAt', 'erasedAt', 'revision'])
  const missing = items.filter(
    (item) =>
      keyOf(item).record.startsWith('event#') && !isWithdrawn(item) && !found.has(keyText(keyOf(item))),
  )
  const events = new Map(
    (await storedEvents(entity, missing, database.bodies)).map((event, n) => [missing[n], event]),
  )
  const subjects = [...events.values()].flatMap((event) => (event ? subjectKeys(event) : []))
  const states = await getItems(database, [stateKey(key), ...subjects])
  const stateOf = (subject: Key) => states.get(keyText(subject))
  const restored: Restored = { count: 0, isChanged: false, unreadable: [] }
  for (const item of items) {
    const { record } = keyOf(item)
    const current = found.get(keyText({ key, record }))
    let isWritten = false
    if (record === stateRecord) {
      const { erased } = erasedIn(item)
      if (erased) await markErased(database, entity, key, erased)
      if (item.revision !== current?.revision) restored.isChanged = true
    } else if (isWithdrawn(item) || item.erasedAt !== undefined) {
      isWritten = !isWithdrawn(current) && (isWithdrawn(item) || current?.erasedAt === undefined)
      if (isWritten) await putItems(database, [item])
    } else if (events.has(item)) {
      const event = events.get(item)
      if (event && erasureOf(entity, event, subjectKeys(event).map(stateOf)) === 'erased') {
        if (isAhead(event)) await putItems(database, [erasedStub(database, event)])
        continue
      }
      if (isOfErased(item, stateOf(stateKey(key)))) continue
      if (event === undefined) restored.unreadable.push(record)
      isWritten = await restoreEvent(database, entity, key, item, event)
    } else if (current !== undefined) continue
    // A receipt is written with its event, which knows when it was.
    else if (!record.startsWith('receipt#') && (await putIf(database, item, isFirst)) === 'written')
      restored.isChanged = true
    if (!isWritten) continue
    restored.count += 1
    restored.isChanged = true
  }
  return restored
}

/** Whether an item is of a thing that was erased after it: it need not be readable. */
function isOfErased({ occurredAt, receivedAt }: JsonObject, state: JsonObject | undefined): boolean {
  const { all = '' } = state ? (erasedIn(state).erased ?? {}) : {}
  return String(occurredAt) <= all || String(receivedAt) <= all
}

/** Writes quarantined deliveries of one day from another table where this one lacks them, and stubs of erased ones. */
export async function restoreQuarantine(database: Database, items: readonly JsonObject[]): Promise<Restored> {
  const restored: Restored = { count: 0, isChanged: false, unreadable: [] }
  for (const item of items) {
    if (isWithdrawn(item)) await putItems(database, [item])
    else if ((await putIf(database, item, isFirst)) !== 'written') continue
    restored.count += 1
    if (typeof item.bodyKey === 'string' && (await database.bodies.get(item.bodyKey)) === undefined)
      restored.unreadable.push(String(item[sortKey]))
  }
  return restored
}

/**
 * Writes an event if it is not there under this receipt or another.
 *
 * @param event what the item stores; without it, the item is written as it is, and only if that needs no other receipt
 * @returns whether it was missing
 */
async function restoreEvent(
  database: Database,
  entity: Entity,
  key: string,
  item: JsonObject,
  event: Event | undefined,
): Promise<boolean> {
  const { receivedAt, [ttlAttribute]: expires } = item
  const occurredAt = String(item.occurredAt)
  const needsFirstReceipt = item.fingerprint === undefined && item.dated !== true
  if (needsFirstReceipt) {
    const id = { key, eventId: eventIdOf(item) }
    const common = withoutUnset({ [database.partitionKey]: key, [ttlAttribute]: expires })
    const receipt = { ...common, record: receiptKey(id).record, occurredAt }
    const outcome = await putIf(database, receipt, isFirst)
    const current = outcome === 'written' ? receipt : outcome
    if (isWithdrawn(current)) return false
    const earliest = String(current.occurredAt)
    if (earliest !== occurredAt) {
      // The other table's state may have this later receipt, which a rebuild must know to be superseded.
      if (earliest < occurredAt)
        await putItems(database, [{ ...common, record: movedKey(id, occurredAt).record }])
      if (event === undefined) return false
      const retentionDays =
        typeof expires === 'number'
          ? Math.round((expires - Date.parse(String(receivedAt)) / 1000) / 86_400)
          : undefined
      const { outcomes } = await store({ ...database, retentionDays }, entity, [
        { ...event, delivery: { ...event.delivery, via } },
      ])
      for (const outcome of outcomes) if (outcome.result === 'failed') throw outcome.error
      return outcomes.some(({ result }) => result === 'stored')
    }
  }
  return (await putIf(database, { ...item, via }, isFirst)) === 'written'
}

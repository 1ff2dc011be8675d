import type { Json, JsonObject } from '../commbox/json.ts'
import type { Entity } from '../commbox/names.ts'
import {
  type Database,
  deleteItem,
  getItem,
  isFirst,
  type Key,
  keyText,
  putIf,
} from '../dynamodb/database.ts'
import { ttlAttribute } from '../dynamodb/table.ts'
import { type Event, eventItem, eventRecord, expiry, withoutUnset } from '../events/event.ts'
import { rebuildState } from './rebuild-state.ts'
import { receiptPrefix, supersededTimes } from './superseded.ts'

/*
 * An event that has an identity and no time of CommBox's took place, for us, when it was first received. It can
 * be told more than once, and the drafts can be processed in any order. So an item beside it, `receipt#<eventId>`,
 * holds the earliest receipt (`occurredAt`) and every later one under which the event was kept before that was
 * known (`superseded`).
 */

/** Whether an event's time is that of its first receipt. */
export function isUndated(event: Event): boolean {
  return event.identity !== 'delivery' && !event.isDated
}

/** The key of the item that remembers when such an event was first received. */
export function receiptKey({ key, eventId }: Event): Key {
  return { key, record: `${receiptPrefix}${eventId}` }
}

/** The events, the undated ones at the time of their first receipt. */
export async function claimFirstReceipts(
  database: Database,
  events: readonly Event[],
  found: ReadonlyMap<string, JsonObject>,
): Promise<Event[]> {
  const times = new Map<string, string>()
  const byReceipt = events.filter(isUndated).sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1))
  for (const event of byReceipt) {
    const name = keyText(receiptKey(event))
    if (!times.has(name)) times.set(name, await firstReceipt(database, event, found.get(name)))
  }
  return events.map((event) => {
    const at = isUndated(event) ? times.get(keyText(receiptKey(event))) : undefined
    return at === undefined ? event : { ...event, occurredAt: at }
  })
}

async function firstReceipt(
  database: Database,
  event: Event,
  found: JsonObject | undefined,
): Promise<string> {
  const { key, record } = receiptKey(event)
  const own = withoutUnset({
    [database.partitionKey]: key,
    record,
    occurredAt: event.occurredAt,
    [ttlAttribute]: expiry(event.delivery.receivedAt, database.retentionDays),
  })
  let standing: JsonObject | 'written' = found ?? (await putIf(database, own, isFirst))
  let superseded: Json[] = []
  while (standing !== 'written') {
    const { occurredAt: earliest } = standing
    if (typeof earliest !== 'string') {
      // It has expired at this moment.
      standing = await putIf(database, { ...own, superseded }, isFirst)
      continue
    }
    if (earliest <= event.occurredAt) return earliest
    // It was kept under a later receipt: from now on it is known under this one.
    superseded = [...supersededTimes(standing), earliest]
    standing = await putIf(
      database,
      { ...own, superseded },
      { expression: 'occurredAt = :earliest', values: { ':earliest': earliest } },
    )
  }
  return event.occurredAt
}

/**
 * After the events are stored: where one of them is, or was, kept under a receipt that is not its first, leaves
 * it under the first alone and makes the state anew. Whoever stored it last does this, so that it holds whatever
 * the order in which consumers took turns.
 */
export async function moveToFirstReceipt(
  database: Database,
  entity: Entity,
  events: readonly Event[],
): Promise<void> {
  const unique = new Map(events.filter(isUndated).map((event) => [keyText(receiptKey(event)), event]))
  for (const event of unique.values()) {
    const seen = await getItem(database, receiptKey(event))
    if (seen === undefined || supersededTimes(seen).length === 0) continue
    const first = { ...event, occurredAt: String(seen.occurredAt) }
    await putIf(database, eventItem(first, database.partitionKey, database.retentionDays), isFirst)
    for (const time of supersededTimes(seen)) {
      const superseded = { ...event, occurredAt: String(time) }
      await deleteItem(database, { key: event.key, record: eventRecord(superseded) })
    }
    await rebuildState(database, entity, event.key)
  }
}

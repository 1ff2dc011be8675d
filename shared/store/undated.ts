import type { JsonObject } from '../commbox/json.ts'
import type { Event } from '../event.ts'
import { type Database, isFirst, type Key, keyText, putIf } from './database.ts'

/** Whether an event has an identity and no time of CommBox's: then its first receipt is its time. */
export function isUndated(event: Event): boolean {
  return event.identity !== 'delivery' && !event.isDated
}

/** The item that remembers when such an event was first received. */
export function seenKey({ key, eventId }: Event): Key {
  return { key, record: `seen#${eventId}` }
}

/**
 * Gives undated events the time of their first receipt, so that the same event told again, later, is the same
 * event at the same time.
 */
export async function settled(
  database: Database,
  events: readonly Event[],
  found: ReadonlyMap<string, JsonObject>,
): Promise<Event[]> {
  const times = new Map<string, string>()
  const inOrder = [...events].filter(isUndated).sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1))
  for (const event of inOrder) {
    const name = keyText(seenKey(event))
    if (times.has(name)) continue
    const known = found.get(name)?.occurredAt
    times.set(name, typeof known === 'string' ? known : await firstReceipt(database, event))
  }
  return events.map((event) => {
    const at = isUndated(event) ? times.get(keyText(seenKey(event))) : undefined
    return at === undefined ? event : { ...event, occurredAt: at }
  })
}

async function firstReceipt(database: Database, event: Event): Promise<string> {
  const { key, record } = seenKey(event)
  const item = { [database.partitionKey]: key, record, occurredAt: event.occurredAt }
  const outcome = await putIf(database, item, isFirst)
  if (outcome === 'written') return event.occurredAt
  return typeof outcome.occurredAt === 'string' ? outcome.occurredAt : event.occurredAt
}

import type { Json, JsonObject } from '../commbox/json.ts'
import type { Database } from '../dynamodb/database.ts'
import { queryItems } from '../dynamodb/query.ts'
import { sortKey } from '../dynamodb/table.ts'
import type { Event } from '../events/event.ts'
import { versionsOf } from '../events/register.ts'

/** The sort key, up to the event's id, of the item that remembers when an undated event was first received. */
export const receiptPrefix = 'receipt#'

/** The receipts under which an event was kept before an earlier one was processed. */
export function supersededTimes({ superseded }: JsonObject): Json[] {
  return Array.isArray(superseded) ? superseded : []
}

/** Of the events of one thing that were kept under another receipt than their first. */
export type Superseded = {
  /** The first receipts, by event id. */
  first: ReadonlyMap<string, string>
  /** The versions that they gave to registers and index items before. */
  versions: ReadonlySet<string>
}

/** Reads which events of one thing were kept under another receipt than their first. */
export async function readSuperseded(database: Database, key: string): Promise<Superseded> {
  const receipts = queryItems(database.client, {
    tableName: database.tableName,
    partition: { name: database.partitionKey, value: key },
    sort: { name: sortKey, range: { prefix: receiptPrefix } },
    filter: { expression: 'attribute_exists(superseded)' },
    consistentRead: true,
  })
  const first = new Map<string, string>()
  const versions = new Set<string>()
  for await (const receipt of receipts) {
    const eventId = String(receipt[sortKey]).slice(receiptPrefix.length)
    first.set(eventId, String(receipt.occurredAt))
    for (const time of supersededTimes(receipt)) {
      for (const version of versionsOf({ occurredAt: String(time), eventId })) versions.add(version)
    }
  }
  return { first, versions }
}

/** The event at the time of its first receipt. */
export function atFirst(event: Event, { first }: Superseded): Event {
  return { ...event, occurredAt: first.get(event.eventId) ?? event.occurredAt }
}

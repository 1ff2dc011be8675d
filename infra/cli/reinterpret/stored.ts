import { endsOf, type Span } from '../../../shared/client/span.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import type { Database } from '../../../shared/store/database.ts'
import { isWithdrawn, storedItems } from '../../../shared/store/stored-event.ts'
import { nothingStored } from '../errors.ts'

export type Which = {
  entity: string
  /** Things by their ids as they were typed, and the partition keys that each can mean; the whole table if empty. */
  keys: readonly { id: string; keys: readonly string[] }[]
  /** The trigger that the events are stored as. */
  trigger: string
} & Span

/**
 * Reads the events that were chosen, and the stubs of events whose reinterpretation was interrupted.
 *
 * @throws CommandError if nothing is stored about one of the ids
 */
export async function* chosenItems(database: Database, which: Which): AsyncGenerator<JsonObject> {
  const { from = '', to = '~' } = endsOf({ from: which.from, to: which.to })
  for await (const item of eventItems(database, which)) {
    const occurredAt = String(item.occurredAt)
    const isChosen = item.trigger === which.trigger && occurredAt >= from && occurredAt <= to
    if (isWithdrawn(item) ? isInterrupted(item) : isChosen) yield item
  }
}

/** Whether an item is a stub of a reinterpretation that was interrupted after the stubs were written. */
export function isInterrupted({ pending, reason }: JsonObject): boolean {
  return pending === true && reason === 'reinterpreted'
}

async function* eventItems(database: Database, { entity, keys, trigger }: Which): AsyncGenerator<JsonObject> {
  for (const wanted of keys) {
    let isKnown = false
    for (const key of wanted.keys) {
      for await (const item of storedItems(database, key, { prefix: 'event#' })) {
        isKnown = true
        yield item
      }
    }
    if (!isKnown) throw nothingStored(`${entity.toLowerCase()} ${wanted.id}`)
  }
  if (keys.length > 0) return
  const pages = scanPages(database.client, {
    tableName: database.tableName,
    consistentRead: true,
    filter: {
      expression: 'begins_with(#record, :event) AND (#trigger = :trigger OR attribute_exists(#pending))',
      names: { '#record': sortKey, '#trigger': 'trigger', '#pending': 'pending' },
      values: { ':event': 'event#', ':trigger': trigger },
    },
  })
  for await (const { items } of pages) yield* items
}

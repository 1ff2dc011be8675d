import type { JsonObject } from '../../../shared/commbox/json.ts'
import { normalizeName } from '../../../shared/commbox/names.ts'
import { getItem, type Key, type Table } from '../../../shared/dynamodb/database.ts'
import { type ItemPage, queryItems, queryPages } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { quarantineRetentionDays } from '../../../shared/quarantine/table.ts'
import { CommandError } from '../errors.ts'

export type Filters = { reason?: string; entity?: string }

/** Returns the id of a row on the command line: the time and the id of its delivery, which are its key. */
export function idOf(row: JsonObject): string {
  return String(row[sortKey]).replace('#', '/')
}

/** Returns the key of a row. */
export function keyOf(row: JsonObject): Key {
  return { key: String(row.day), record: String(row[sortKey]) }
}

/** What a list shows and filters by: no bodies, which would be most of a page. */
const listed = ['reason', 'entity', 'trigger', 'path', 'brand', 'replayedAt', 'replaying']

/** Reads the rows of a UTC day in the order of receipt, with consistent reads and without their bodies. */
export async function rowsOfDay(
  table: Table,
  day: string,
  filters: Filters,
  onPage: (rows: number) => void = () => {},
): Promise<JsonObject[]> {
  const rows: JsonObject[] = []
  for await (const { items } of pagesOfDay(table, day, listed)) {
    rows.push(...items.filter((row) => matches(row, filters)))
    onPage(rows.length)
  }
  return rows
}

/** Reads the ids of the deliveries in quarantine that were received from a time until the end of a UTC day. */
export async function deliveryIdsBetween(table: Table, since: Date, until: Date): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let ago = 0; daysBefore(until, ago) >= daysBefore(since, 0); ago += 1) {
    const query = {
      tableName: table.tableName,
      partition: { name: table.partitionKey, value: daysBefore(until, ago) },
      sort: { name: sortKey, range: { from: since.toISOString(), to: '~' } },
      attributes: ['deliveryId'],
      consistentRead: true,
    }
    for await (const { deliveryId } of queryItems(table.client, query)) ids.add(String(deliveryId))
  }
  return ids
}

function matches(row: JsonObject, { reason, entity }: Filters): boolean {
  if (reason !== undefined && row.reason !== reason) return false
  return entity === undefined || normalizeName(String(row.entity ?? '')) === normalizeName(entity)
}

/**
 * Reads a whole row, by its id as `list` prints it, or by its delivery id.
 *
 * @throws CommandError if there is none
 */
export async function findRow(table: Table, id: string, now: Date): Promise<JsonObject> {
  const [, receivedAt, deliveryId] = /^(\d{4}-\d\d-\d\dT[^/#]+Z)[/#](.+)$/.exec(id) ?? []
  const key =
    receivedAt === undefined
      ? await findKey(table, id, now)
      : { key: receivedAt.slice(0, 10), record: `${receivedAt}#${deliveryId}` }
  const row = key && (await getItem(table, key))
  if (row === undefined) throw new CommandError(`there is no delivery ${id} in quarantine`)
  return row
}

/** Rows can outlive their retention by some days, until DynamoDB deletes them. */
const searchedDays = quarantineRetentionDays + 2
const concurrency = 8

/** Searches a row by its delivery id, the newest days first. */
async function findKey(table: Table, deliveryId: string, now: Date): Promise<Key | undefined> {
  for (let ago = 0; ago < searchedDays; ago += concurrency) {
    const days = Array.from({ length: Math.min(concurrency, searchedDays - ago) }, (_, index) =>
      daysBefore(now, ago + index),
    )
    const found = await Promise.all(days.map((day) => keyIn(table, day, deliveryId)))
    const key = found.find((candidate) => candidate !== undefined)
    if (key) return key
  }
  return undefined
}

async function keyIn(table: Table, day: string, deliveryId: string): Promise<Key | undefined> {
  // The index has no bodies, so that a day is few pages.
  for await (const { items } of pagesOfDay(table, day, [], 'byReason')) {
    const row = items.find((candidate) => String(candidate[sortKey]).endsWith(`#${deliveryId}`))
    if (row) return keyOf(row)
  }
  return undefined
}

const dayLength = 24 * 60 * 60 * 1000

/** Returns the UTC day some days before a time. */
export function daysBefore(time: Date, days: number): string {
  return new Date(time.getTime() - days * dayLength).toISOString().slice(0, 10)
}

function pagesOfDay(
  table: Table,
  day: string,
  attributes: readonly string[],
  index?: string,
): AsyncGenerator<ItemPage> {
  return queryPages(table.client, {
    tableName: table.tableName,
    index,
    partition: { name: table.partitionKey, value: day },
    attributes: [table.partitionKey, sortKey, ...attributes],
    consistentRead: true,
  })
}

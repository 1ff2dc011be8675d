import { boundsOf } from '../../../shared/client/instant.ts'
import { endsOf, type Span } from '../../../shared/client/span.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { normalizeName } from '../../../shared/commbox/names.ts'
import { getItem, type Key, type Table } from '../../../shared/dynamodb/database.ts'
import { type ItemPage, queryPages } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import type { Bodies } from '../../../shared/events/large-bodies.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { quarantinedIn } from '../../../shared/quarantine/replay.ts'
import { withBody } from '../../../shared/quarantine/replay-row.ts'
import { isWithdrawn } from '../../../shared/store/stored-event.ts'
import { CommandError } from '../errors.ts'

/** Which deliveries: received in a span, and of a reason, an entity, a conversation and a user if they are given. */
export type Filters = {
  received: Received
  reason?: string | undefined
  entity?: string | undefined
  /** CommBox's ids, as the rows have them. */
  objectId?: string | undefined
  userId?: string | undefined
}

/** From the first to the last millisecond, ISO 8601 UTC; both are included. */
export type Received = { from: string; to: string }

/** Returns a span that starts with the oldest rows and ends today, unless it says otherwise. @param retention in days */
export function receivedIn(span: Span, now: Date, retention: number): Received {
  const { from, to } = endsOf(span)
  const { last } = boundsOf(daysBefore(now, 0))
  return { from: from ?? boundsOf(daysBefore(now, retention + extraDays)).first, to: to ?? last }
}

/** Returns the id of a row on the command line: the time and the id of its delivery, which are its key. */
export function idOf(row: JsonObject): string {
  return String(row[sortKey]).replace('#', '/')
}

/** Returns the key of a row. */
export function keyOf(row: JsonObject): Key {
  return { key: String(row.day), record: String(row[sortKey]) }
}

/** What a list shows and filters by: no bodies, which would be most of a page. */
const listed = ['reason', 'entity', 'trigger', 'path', 'brand', 'replayedAt', 'replaying', 'withdrawnAt']

/**
 * Reads rows in the order of receipt, with consistent reads.
 *
 * @param bodies where large bodies are; without it the rows have no bodies, and it must not be filtered by ids
 */
export async function* rowsOf(
  table: Table,
  { received, reason, entity, objectId, userId }: Filters,
  bodies?: Pick<Bodies, 'get'>,
): AsyncGenerator<JsonObject> {
  const name = entity && normalizeName(entity)
  for await (const { items } of pagesOf(table, received, bodies ? undefined : listed)) {
    for (const item of items) {
      if (isWithdrawn(item) || (reason !== undefined && item.reason !== reason)) continue
      if (name !== undefined && normalizeName(String(item.entity ?? '')) !== name) continue
      const row = bodies ? await wholeRow(item, bodies) : item
      if (objectId !== undefined && row.objectId !== objectId) continue
      if (userId !== undefined && row.userId !== userId) continue
      yield row
    }
  }
}

/** Whether rows can be chosen only by what is in their bodies. */
export function needsBodies({ objectId, userId }: Filters): boolean {
  return objectId !== undefined || userId !== undefined
}

/** A row with its body, and with its ids: of a body in the bucket, only the body has them. */
async function wholeRow(row: JsonObject, bodies: Pick<Bodies, 'get'>): Promise<JsonObject> {
  const quarantined = quarantinedIn(row)
  const whole = quarantined && (await withBody(quarantined, bodies))
  return whole ? { ...row, body: whole.body, ...subjectIds(whole) } : row
}

/** Reads the ids of the deliveries in quarantine that were received from a time until the end of a UTC day. */
export async function deliveryIdsBetween(table: Table, since: Date, until: Date): Promise<Set<string>> {
  const ids = new Set<string>()
  const received = receivedIn({ from: since, to: daysBefore(until, 0) }, until, 0)
  for await (const { items } of pagesOf(table, received, ['deliveryId']))
    for (const { deliveryId } of items) ids.add(String(deliveryId))
  return ids
}

/**
 * Reads a whole row, by its id as `list` prints it, or by its delivery id.
 *
 * @throws CommandError if there is none
 */
export async function findRow(table: Table, id: string, now: Date, retention: number): Promise<JsonObject> {
  const [, receivedAt, deliveryId] = /^(\d{4}-\d\d-\d\dT[^/#]+Z)[/#](.+)$/.exec(id) ?? []
  const key =
    receivedAt === undefined
      ? await findKey(table, id, now, retention)
      : { key: receivedAt.slice(0, 10), record: `${receivedAt}#${deliveryId}` }
  const row = key && (await getItem(table, key))
  if (row === undefined || isWithdrawn(row))
    throw new CommandError(`there is no delivery ${id} in quarantine`)
  return row
}

/** Rows can outlive their retention by some days, until DynamoDB deletes them. */
const extraDays = 2
const concurrency = 8

/** Searches a row by its delivery id, the newest days first. */
async function findKey(
  table: Table,
  deliveryId: string,
  now: Date,
  retention: number,
): Promise<Key | undefined> {
  const searchedDays = retention + extraDays
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
  for await (const { items } of pagesOf(table, { from: day, to: day }, [], 'byReason')) {
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

/** Reads the rows of a span day by day, each day of which is a partition. */
async function* pagesOf(
  table: Table,
  { from, to }: Received,
  attributes?: readonly string[],
  index?: string,
): AsyncGenerator<ItemPage> {
  for (let day = from.slice(0, 10); day <= to.slice(0, 10); day = daysBefore(new Date(day), -1)) {
    yield* queryPages(table.client, {
      tableName: table.tableName,
      index,
      partition: { name: table.partitionKey, value: day },
      // A row's key continues after its time with a #. The index sorts by reason.
      sort: index === undefined ? { name: sortKey, range: { from, to: `${to}$` } } : undefined,
      attributes: attributes && [table.partitionKey, sortKey, ...attributes],
      consistentRead: true,
    })
  }
}

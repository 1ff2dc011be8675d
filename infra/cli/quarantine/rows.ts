import { paginateQuery } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { normalizeName } from '../../../shared/commbox/names.ts'
import { fromItem, getItem, type Key, type Table } from '../../../shared/dynamodb/database.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { quarantineRetentionDays } from '../../../shared/quarantine/table.ts'
import { CommandError } from '../errors.ts'

export type Filters = { reason?: string; entity?: string }

/** How a row is named on the command line: the time and the id of its delivery, which are its key. */
export function idOf(row: JsonObject): string {
  return String(row[sortKey]).replace('#', '/')
}

/** The key of a row. */
export function keyOf(row: JsonObject): Key {
  return { key: String(row.day), record: String(row[sortKey]) }
}

/**
 * Whether a row was sent down the normal path again. One that is marked on both sides was claimed for that, and
 * nobody knows whether it was sent.
 */
export function isReplayed({ replayedAt, replaying }: JsonObject): boolean {
  return replayedAt !== undefined && replaying === undefined
}

/** What a list shows and filters by: no bodies, which would be most of a page. */
const listed = ['reason', 'entity', 'trigger', 'path', 'brand', 'replayedAt', 'replaying']

/** The rows of a UTC day in the order of receipt, as they are at this moment, without their bodies. */
export async function rowsOfDay(
  table: Table,
  day: string,
  filters: Filters,
  onPage: (rows: number) => void,
): Promise<JsonObject[]> {
  const rows: JsonObject[] = []
  for await (const page of pages(table, day, listed)) {
    rows.push(...page.filter((row) => isWanted(row, filters)))
    onPage(rows.length)
  }
  return rows
}

function isWanted(row: JsonObject, { reason, entity }: Filters): boolean {
  if (reason !== undefined && row.reason !== reason) return false
  return entity === undefined || normalizeName(String(row.entity ?? '')) === normalizeName(entity)
}

/**
 * A whole row, by its id as `list` prints it, or by the delivery id alone.
 *
 * @throws CommandError where there is none
 */
export async function findRow(table: Table, id: string, today: string): Promise<JsonObject> {
  const [, receivedAt, deliveryId] = /^(\d{4}-\d\d-\d\dT[^/#]+Z)[/#](.+)$/.exec(id) ?? []
  const key =
    receivedAt === undefined
      ? await findKey(table, id, today)
      : { key: receivedAt.slice(0, 10), record: `${receivedAt}#${deliveryId}` }
  const row = key && (await getItem(table, key))
  if (row === undefined) throw new CommandError(`there is no delivery ${id} in quarantine`)
  return row
}

/** Rows may outlive their retention by some days, until DynamoDB comes round to them. */
const searchedDays = quarantineRetentionDays + 2
const daysAtOnce = 8

/** The key of a row by its delivery id, the newest days first. */
async function findKey(table: Table, deliveryId: string, today: string): Promise<Key | undefined> {
  for (let ago = 0; ago < searchedDays; ago += daysAtOnce) {
    const days = Array.from({ length: Math.min(daysAtOnce, searchedDays - ago) }, (_, index) =>
      daysBefore(today, ago + index),
    )
    const found = await Promise.all(days.map((day) => keyIn(table, day, deliveryId)))
    const key = found.find((candidate) => candidate !== undefined)
    if (key) return key
  }
  return undefined
}

async function keyIn(table: Table, day: string, deliveryId: string): Promise<Key | undefined> {
  // The index holds no bodies, so that a day is read in few pages.
  for await (const page of pages(table, day, [], 'byReason')) {
    const row = page.find((candidate) => String(candidate[sortKey]).endsWith(`#${deliveryId}`))
    if (row) return keyOf(row)
  }
  return undefined
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}

async function* pages(table: Table, day: string, attributes: readonly string[], index?: string) {
  const names = ['day', sortKey, ...attributes]
  const found = paginateQuery(
    { client: table.client },
    {
      TableName: table.tableName,
      ...(index ? { IndexName: index } : { ConsistentRead: true }),
      KeyConditionExpression: '#day = :day',
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: { ':day': { S: day } },
    },
  )
  for await (const { Items = [] } of found) yield Items.map(fromItem)
}

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { endsOf } from '../../../shared/client/span.ts'
import { getItems } from '../../../shared/dynamodb/batch.ts'
import { type Condition, keyText } from '../../../shared/dynamodb/database.ts'
import { type ItemPage, queryPages, scanPages } from '../../../shared/dynamodb/query.ts'
import type { Position } from '../../../shared/dynamodb/request.ts'
import { sortKey, stateRecord } from '../../../shared/dynamodb/table.ts'
import { isWithdrawn } from '../../../shared/store/stored-event.ts'
import { tables } from '../../../shared/tables.ts'
import { tableOf } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { announceScan } from '../long-running/scan-cost.ts'
import type { Io } from '../terminal/io.ts'
import type { ExportOptions } from './export.ts'

/** What an export reads. */
export type Reading = {
  /** How many items DynamoDB will read; 0 if that is not known. */
  total: number
  /** Reads page after page. @param start where an earlier run ended */
  pages(start?: Position): AsyncGenerator<ItemPage>
}

/** Chooses how to read: by month if an index has the months of the span, else the whole table, whose price is announced. */
export async function openReading(
  client: DynamoDBClient,
  deployment: Deployment,
  options: ExportOptions,
  io: Io,
  isTwice: boolean,
): Promise<Reading> {
  const { entity, kind } = options
  const { from, to = nextMonth(io.now()) } = endsOf(options)
  if (kind === 'events' && from !== undefined && 'byMonth' in tables[entity].indexes)
    return { total: 0, pages: (start) => monthPages(client, deployment, options, { from, to }, start) }
  const counts = await announceScan(client, deployment, { of: [entity], isConsistent: false, isTwice }, io)
  const scan = { tableName: deployment.tableName(entity), filter: filterOf(options), limit: options.page }
  return { total: counts.get(entity) ?? 0, pages: (start) => scanPages(client, { ...scan, start }) }
}

/** Reads the events of a span, in time order. The index has their keys; a position without a record begins a month. */
async function* monthPages(
  client: DynamoDBClient,
  deployment: Deployment,
  { entity, page: limit }: ExportOptions,
  span: { from: string; to: string },
  start: Position = {},
): AsyncGenerator<ItemPage> {
  const table = tableOf(client, deployment, entity)
  const { tableName, partitionKey } = table
  const months = monthsIn(span).filter((month) => month >= (start.month ?? ''))
  for (const [index, month] of months.entries()) {
    const pages = queryPages(client, {
      ...{ tableName, index: 'byMonth', limit },
      partition: { name: 'month', value: month },
      sort: { name: 'occurredAt', range: span },
      start: month === start.month && start[sortKey] !== undefined ? start : undefined,
    })
    const following = months[index + 1]
    for await (const { items, scanned, next = following ? { month: following } : undefined } of pages) {
      const keys = items.map((item) => ({ key: String(item[partitionKey]), record: String(item[sortKey]) }))
      const whole = await getItems(table, keys)
      const found = keys.map((key) => whole.get(keyText(key)))
      const stored = found.filter((item) => item !== undefined).filter((item) => !isWithdrawn(item))
      yield { items: stored, scanned, ...(next ? { next } : {}) }
    }
  }
}

/** The months (`YYYY-MM`) of a span, whose ends are ISO 8601. */
function monthsIn({ from, to }: { from: string; to: string }): string[] {
  const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]
  const count = (Number(to.slice(0, 4)) - year) * 12 + Number(to.slice(5, 7)) - month + 1
  return Array.from({ length: Math.max(1, count) }, (_, index) =>
    new Date(Date.UTC(year, month - 1 + index)).toISOString().slice(0, 7),
  )
}

/** The end of the next month: no event is of a later one, unless a clock is wrong. */
function nextMonth(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2) - 1).toISOString()
}

function filterOf({ kind, ...span }: ExportOptions): Condition {
  const { from, to } = endsOf(span)
  const isTimed = from !== undefined || to !== undefined
  const conditions = [
    kind === 'states' ? '#record = :kind' : 'begins_with(#record, :kind)',
    'attribute_not_exists(withdrawnAt)',
    ...(from === undefined ? [] : ['#time >= :start']),
    ...(to === undefined ? [] : ['#time <= :end']),
  ]
  return {
    expression: conditions.join(' AND '),
    names: {
      '#record': sortKey,
      ...(isTimed ? { '#time': kind === 'states' ? 'updatedAt' : 'occurredAt' } : {}),
    },
    values: {
      ':kind': kind === 'states' ? stateRecord : 'event#',
      ...(from === undefined ? {} : { ':start': from }),
      ...(to === undefined ? {} : { ':end': to }),
    },
  }
}

import {
  type AttributeValue,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb'
import { withPayloads } from '../../../shared/client/payloads.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { fromItem } from '../../../shared/dynamodb/database.ts'
import { sortKey, stateRecord } from '../../../shared/dynamodb/table.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { bar } from '../terminal/bar.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { columnsOf, type Kind } from './columns.ts'
import { formats } from './lines.ts'
import { fileOutput, type Output, standardOutput } from './output.ts'

export type ExportOptions = {
  entity: Entity
  kind: Kind
  format: keyof typeof formats
  from?: string
  to?: string
  /** So many items are read at once. */
  page?: number
  output?: string
}

/**
 * Writes all events or states of a table, page by page: never more than a page is in memory.
 *
 * @throws CommandError when it was stopped before the end
 */
export async function exportTable(deployment: Deployment, order: ExportOptions, io: Io): Promise<void> {
  const { entity, kind, format, from, to } = order
  const TableName = deployment.tableName(entity)
  const of = JSON.stringify([TableName, kind, format, from ?? null, to ?? null])
  const output = order.output === undefined ? standardOutput(io) : await fileOutput(order.output, of)
  const line = progress(io)
  let rows = output.start?.rows ?? 0
  if (output.start) io.err(`goes on after ${counted(rows, 'row')}`)
  let isWhole = false
  try {
    await withDatabase(deployment, (database) =>
      withBodies(deployment, (bodies) =>
        interruptible(io, async (stop) => {
          const total = await itemsIn(database, TableName)
          const columns = columnsOf(entity, kind)
          if (!output.start) await output.write(formats[format].head(columns))
          let scanned = 0
          for await (const page of scan(database, TableName, order, output)) {
            const items = page.items.map(shown)
            const whole = format === 'jsonl' ? await withPayloads(items, bodies, () => true) : items
            await output.write(formats[format].page(whole, columns))
            rows += items.length
            scanned += page.scanned
            if (page.next) await output.reached(page.next, rows)
            line.show(`${bar(scanned, total)} ${counted(rows, 'row')}`)
            isWhole = page.next === undefined
            if (stop.signal.aborted) break
          }
        }),
      ),
    )
    if (isWhole) await output.finish()
  } finally {
    line.clear()
    await output.close()
  }
  if (!isWhole)
    throw new CommandError(
      `stopped after ${counted(rows, 'row')}${order.output ? ': the same command goes on' : ''}`,
    )
  if (order.output !== undefined) io.out(`${counted(rows, 'row')} in ${order.output}`)
}

/** How many items a table had some hours ago, which is what DynamoDB knows at once. */
async function itemsIn(database: DynamoDBClient, TableName: string): Promise<number> {
  const { Table } = await database.send(new DescribeTableCommand({ TableName }))
  return Table?.ItemCount ?? 0
}

type Page = { items: JsonObject[]; scanned: number; next?: Record<string, string> }

async function* scan(
  client: DynamoDBClient,
  TableName: string,
  { kind, from, to, page }: ExportOptions,
  { start }: Output,
): AsyncGenerator<Page> {
  const conditions = [kind === 'states' ? '#record = :kind' : 'begins_with(#record, :kind)']
  if (from !== undefined) conditions.push('#time >= :from')
  if (to !== undefined) conditions.push('#time < :to')
  const isTimed = from !== undefined || to !== undefined
  const pages = paginateScan(
    { client, ...(start ? { startingToken: marshalled(start.position) } : {}) },
    {
      TableName,
      ...(page === undefined ? {} : { Limit: page }),
      FilterExpression: conditions.join(' AND '),
      ExpressionAttributeNames: {
        '#record': sortKey,
        ...(isTimed ? { '#time': kind === 'states' ? 'updatedAt' : 'occurredAt' } : {}),
      },
      ExpressionAttributeValues: {
        ':kind': { S: kind === 'states' ? stateRecord : 'event#' },
        ...(from === undefined ? {} : { ':from': { S: from } }),
        ...(to === undefined ? {} : { ':to': { S: to } }),
      },
    },
  )
  for await (const { Items = [], ScannedCount = 0, LastEvaluatedKey } of pages) {
    const next = LastEvaluatedKey && texts(LastEvaluatedKey)
    yield { items: Items.map(fromItem), scanned: ScannedCount, ...(next ? { next } : {}) }
  }
}

function texts(key: Record<string, AttributeValue>): Record<string, string> {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, value.S ?? '']))
}

function marshalled(position: Record<string, string>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(position).map(([name, S]) => [name, { S }]))
}

/** Without what serves the writers alone. */
function shown({ registers: _registers, revision: _revision, ...item }: JsonObject): JsonObject {
  return item
}

import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { all } from '../../../shared/runtime/in-order.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { counted } from '../terminal/count.ts'
import type { Io } from '../terminal/io.ts'

const requestsAtOnce = 8

/** A consistent read of 4 KB is one read unit, another half of one. A million cost $0.125 in us-east-1. Source: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const bytesOfUnit = 4096
const dollarsOfUnit = 0.125 / 1_000_000

/** A table, or one of its indexes, to read whole. */
export type Whole = Pipeline | { pipeline: Pipeline; index: string }

/**
 * Says what it costs to read tables and indexes whole.
 *
 * @param more what is read besides
 * @returns how many items DynamoDB counted in each table some hours ago
 */
export async function announceScan(
  client: DynamoDBClient,
  { tableName, local }: Deployment,
  {
    of,
    isConsistent,
    isTwice = false,
    more = '',
  }: { of: readonly Whole[]; isConsistent: boolean; isTwice?: boolean; more?: string },
  io: Io,
): Promise<Map<Pipeline, number>> {
  const tables = await all(of, requestsAtOnce, async (whole) => {
    const { pipeline, index } = typeof whole === 'string' ? { pipeline: whole, index: undefined } : whole
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName(pipeline) }))
    const found = Table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index)
    return index === undefined
      ? { pipeline, items: Table?.ItemCount ?? 0, bytes: Table?.TableSizeBytes ?? 0 }
      : { pipeline, items: found?.ItemCount ?? 0, bytes: found?.IndexSizeBytes ?? 0 }
  })
  const items = tables.reduce((sum, table) => sum + table.items, 0)
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0)
  const units = Math.ceil(bytes / bytesOfUnit / (isConsistent ? 1 : 2)) * (isTwice ? 2 : 1)
  const cost = local ? 'costs nothing' : `costs about $${(units * dollarsOfUnit).toFixed(2)}`
  const size = `about ${counted(items, 'item')}, ${(bytes / 1_000_000).toFixed(0)} MB, ${counted(units, 'read unit')}`
  // The emulator does not know sizes.
  const where = local ? ' of the local stack' : ` (${size})`
  io.err(`reading ${wholeText(of)}${where}${isTwice ? ' twice' : ''}${more} ${cost}`)
  return new Map(tables.map((table) => [table.pipeline, table.items]))
}

/** `1 whole table and 2 whole indexes` */
function wholeText(of: readonly Whole[]): string {
  const indexes = of.filter((whole) => typeof whole !== 'string').length
  const tables = of.length - indexes
  const texts = [
    tables > 0 && counted(tables, 'whole table'),
    indexes > 0 && counted(indexes, 'whole index', 'whole indexes'),
  ]
  return texts.filter(Boolean).join(' and ')
}

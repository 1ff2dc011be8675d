import { type AttributeValue, type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../commbox/json.ts'
import { fromItem } from './attribute-values.ts'
import { type PartitionQuery, type Position, queryInput, type Reading, readingInput } from './request.ts'

/** `next` is absent from the last page; `scanned` counts the items that were filtered out as well. */
export type ItemPage = { items: JsonObject[]; scanned: number; next?: Position }

/** Reads one page of a partition. */
export async function queryPage(client: DynamoDBClient, query: PartitionQuery): Promise<ItemPage> {
  return pageOf(await client.send(new QueryCommand(queryInput(query))))
}

/** Reads a partition page after page. */
export function queryPages(client: DynamoDBClient, query: PartitionQuery): AsyncGenerator<ItemPage> {
  return pagesFrom(query.start, (start) => queryPage(client, { ...query, start }))
}

/** Reads the items of a partition, requesting a page whenever the one before is used up. */
export async function* queryItems(client: DynamoDBClient, query: PartitionQuery): AsyncGenerator<JsonObject> {
  for await (const { items } of queryPages(client, query)) yield* items
}

/** Reads a whole table or index page after page. It costs as much as reading every item, whatever the filter leaves. */
export function scanPages(client: DynamoDBClient, scan: Reading): AsyncGenerator<ItemPage> {
  return pagesFrom(scan.start, async (start) =>
    pageOf(
      await client.send(
        new ScanCommand({
          ...readingInput({ ...scan, start }),
          ConsistentRead: scan.index === undefined && (scan.consistentRead ?? false),
        }),
      ),
    ),
  )
}

async function* pagesFrom(
  start: Position | undefined,
  read: (start: Position | undefined) => Promise<ItemPage>,
): AsyncGenerator<ItemPage> {
  let next = start
  do {
    const page = await read(next)
    yield page
    next = page.next
  } while (next)
}

function pageOf({
  Items = [],
  ScannedCount = 0,
  LastEvaluatedKey,
}: {
  Items?: Record<string, AttributeValue>[] | undefined
  ScannedCount?: number | undefined
  LastEvaluatedKey?: Record<string, AttributeValue> | undefined
}): ItemPage {
  const next = LastEvaluatedKey && positionOf(LastEvaluatedKey)
  return { items: Items.map(fromItem), scanned: ScannedCount, ...(next ? { next } : {}) }
}

function positionOf(key: Record<string, AttributeValue>): Position {
  return Object.fromEntries(Object.entries(key).map(([name, { S = '' }]) => [name, S]))
}

import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { quarantinedIn } from '../../../shared/quarantine/replay.ts'
import { type Pipeline, tableTitles } from '../../../shared/runtime/names.ts'
import { bar } from '../terminal/bar.ts'
import { about } from './about.ts'
import { type Found, kindOf } from './place.ts'
import type { Scope, SearchOptions } from './search.ts'
import type { Stores } from './stores.ts'

/** What reading tables whole takes, as DynamoDB knew it some hours ago. */
export type ScanCost = { items: number; bytes: number; readUnits: number; dollars: number }

/** A consistent read of 4 KB is a read unit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const bytesOfUnit = 4096

/** Of on-demand tables in us-east-1, in November 2026; other regions cost up to twice as much. */
const dollarsPerMillion = 0.125

/** Returns what it takes to read these tables whole. */
export async function scanCost(stores: Stores, pipelines: readonly Pipeline[]): Promise<ScanCost> {
  const sizes = await Promise.all(pipelines.map((pipeline) => sizeOf(stores, pipeline)))
  const items = sizes.reduce((sum, size) => sum + size.items, 0)
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0)
  const readUnits = Math.ceil(bytes / bytesOfUnit)
  return { items, bytes, readUnits, dollars: (readUnits / 1e6) * dollarsPerMillion }
}

async function sizeOf({ databaseOf }: Stores, pipeline: Pipeline) {
  const { client, tableName: TableName } = databaseOf(pipeline)
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  return { items: Table?.ItemCount ?? 0, bytes: Table?.TableSizeBytes ?? 0 }
}

/** Reads every item of a table, as it is at this moment, and shows how far it is. Ends when the signal is aborted. */
export async function* scanned(
  stores: Stores,
  pipeline: Pipeline,
  { show, signal }: SearchOptions,
): AsyncGenerator<JsonObject> {
  const { client, tableName } = stores.databaseOf(pipeline)
  const { items: total } = await sizeOf(stores, pipeline)
  let read = 0
  for await (const page of scanPages(client, { tableName, consistentRead: true })) {
    if (signal.aborted) return
    yield* page.items
    read += page.scanned
    show(`${tableTitles[pipeline]}: ${bar(read, total)} ${read} items read`)
  }
}

/** Finds rows of quarantine, by reading the table whole. A body in the bucket is searched there. */
export async function* quarantinedOf(
  stores: Stores,
  scope: Scope,
  options: SearchOptions,
): AsyncGenerator<Found> {
  for await (const item of scanned(stores, 'Quarantine', options)) {
    const kind = kindOf(item)
    const found = about(textOf(item), kind === 'row' ? idsOf(item) : {}, scope)
    if (found === undefined) continue
    const body = typeof item.bodyKey === 'string' ? { bodyKey: item.bodyKey } : {}
    const [key, record] = [String(item.day), String(item[sortKey])]
    yield { place: { store: 'table', pipeline: 'Quarantine', key, record, kind, ...found, ...body }, item }
  }
}

function idsOf(row: JsonObject) {
  const quarantined = quarantinedIn(row)
  return quarantined ? subjectIds(quarantined) : {}
}

/** A row as text, with its body decoded if it is in base64. */
function textOf(row: JsonObject): string {
  const decoded = row.bodyEncoding === 'base64' ? Buffer.from(String(row.body), 'base64').toString() : ''
  return `${JSON.stringify(row)}\n${decoded}`
}

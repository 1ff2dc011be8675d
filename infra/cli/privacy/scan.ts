import type { JsonObject } from '../../../shared/commbox/json.ts'
import { scanPages } from '../../../shared/dynamodb/query.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { quarantinedIn } from '../../../shared/quarantine/replay.ts'
import { type Pipeline, tableTitles } from '../../../shared/runtime/names.ts'
import { bar } from '../terminal/bar.ts'
import { about } from './about.ts'
import { type Found, kindOf } from './place.ts'
import type { Scope, SearchOptions } from './scope.ts'
import type { Stores } from './stores.ts'

/** Reads every item of a table, as it is at this moment, and shows how far it is. Ends when the signal is aborted. */
export async function* scanned(
  stores: Stores,
  pipeline: Pipeline,
  { show, signal, sizes }: SearchOptions,
): AsyncGenerator<JsonObject> {
  const { client, tableName } = stores.databaseOf(pipeline)
  let read = 0
  for await (const page of scanPages(client, { tableName, consistentRead: true })) {
    if (signal.aborted) return
    yield* page.items
    read += page.scanned
    show(`${tableTitles[pipeline]}: ${bar(read, sizes.get(pipeline) ?? 0)} ${read} items read`)
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
    const found = about(JSON.stringify(item), kind === 'row' ? idsOf(item) : {}, scope)
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

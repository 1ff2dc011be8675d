import { createServer, type IncomingHttpHeaders as Headers } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import { hostname, listen } from '../../../infra/local/listening.ts'
import type { TableDefinition } from '../../../shared/dynamodb/table.ts'
import { type Item, unitsOfPut } from './item-size.ts'

/** What went to DynamoDB: requests by operation, write units as it reported them and as AWS's rules have them. */
export type Traffic = {
  requests: Record<string, number>
  /** How often a request was made while none was on its way: so many follow each other. */
  inSequence: number
  /** Those that put an item under a condition that held, and it was not an event. */
  conditionalWrites: number
  reported: number
  byRule: number
  /** By AWS's rules, of the tables and of each index. */
  units: Record<string, number>
  readUnits: number
}

export type Wire = { endpoint: string; taken(): Traffic; close(): void }

const item = v.custom<Item>((value) => typeof value === 'object' && value !== null)
const puts = v.object({
  TableName: v.optional(v.string()),
  Item: v.optional(item),
  RequestItems: v.optional(v.record(v.string(), v.unknown())),
})
const writes = v.array(v.object({ PutRequest: v.object({ Item: item }) }))
const capacity = v.object({ CapacityUnits: v.optional(v.number(), 0) })
const answered = v.object({ ConsumedCapacity: v.optional(v.union([v.array(capacity), capacity])) })

/**
 * Is between a function and an emulator of DynamoDB, asks for ConsumedCapacity with every request, and works
 * out what each write would cost by AWS's rules from the item that is there.
 *
 * @param hold milliseconds that each request takes at least, so that those that are made at once are on their way together
 */
export async function startWire(
  emulator: string,
  tableOf: (name: string) => TableDefinition,
  hold = 0,
): Promise<Wire> {
  let traffic = nothing()
  let onTheirWay = 0
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'])
    const operation = target.slice(target.indexOf('.') + 1)
    const body = v.parse(v.looseObject({}), JSON.parse(await text(request)))
    traffic.requests[operation] = (traffic.requests[operation] ?? 0) + 1
    if (onTheirWay === 0) traffic.inSequence += 1
    onTheirWay += 1
    const held = setTimeout(hold)
    const spent: Record<string, number>[] = []
    for (const { tableName, put } of putsIn(operation, body)) {
      const table = tableOf(tableName)
      const keys = { [table.partitionKey]: put[table.partitionKey], record: put.record }
      const read = await post(
        'GetItem',
        { TableName: tableName, Key: keys, ConsistentRead: true },
        request.headers,
      )
      const before = v.parse(v.object({ Item: v.optional(item) }), read.json).Item
      spent.push(unitsOfPut(table, before, put))
    }
    const { status, json } = await post(
      operation,
      { ...body, ReturnConsumedCapacity: 'INDEXES' },
      request.headers,
    )
    for (const [name, units] of spent.flatMap((each) => Object.entries(each))) {
      // A put whose condition does not hold is charged for the table.
      if (status !== 200 && name !== 'table') continue
      traffic.units[name] = (traffic.units[name] ?? 0) + units
      traffic.byRule += units
    }
    if (operation === 'PutItem' && status === 200 && !isEvent(body)) traffic.conditionalWrites += 1
    const consumed = v.parse(answered, json).ConsumedCapacity ?? []
    const sum = (Array.isArray(consumed) ? consumed : [consumed]).reduce(
      (all, one) => all + one.CapacityUnits,
      0,
    )
    if (/Get|Query/.test(operation)) traffic.readUnits += sum
    else traffic.reported += sum
    await held
    onTheirWay -= 1
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(json))
  })
  const port = await listen(server)

  /** The caller has signed the request, which is enough for an emulator. */
  async function post(operation: string, body: unknown, { authorization = '', 'x-amz-date': date }: Headers) {
    const answer = await fetch(emulator, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': String(date),
        authorization,
      },
    })
    const json: unknown = await answer.json()
    return { status: answer.status, json }
  }

  return {
    endpoint: `http://${hostname}:${port}`,
    taken() {
      const taken = traffic
      traffic = nothing()
      return taken
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function isEvent(body: unknown): boolean {
  return String(v.parse(puts, body).Item?.record?.S).startsWith('event#')
}

function nothing(): Traffic {
  return {
    requests: {},
    inSequence: 0,
    conditionalWrites: 0,
    reported: 0,
    byRule: 0,
    units: {},
    readUnits: 0,
  }
}

function putsIn(operation: string, body: unknown): { tableName: string; put: Item }[] {
  const { TableName = '', Item: put, RequestItems = {} } = v.parse(puts, body)
  if (operation === 'PutItem' && put) return [{ tableName: TableName, put }]
  if (operation !== 'BatchWriteItem') return []
  return Object.entries(RequestItems).flatMap(([tableName, requests]) =>
    v.parse(writes, requests).map(({ PutRequest }) => ({ tableName, put: PutRequest.Item })),
  )
}

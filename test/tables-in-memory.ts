import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import type { Emulator } from '../infra/local/listening.ts'
import { keyText } from '../shared/dynamodb/database.ts'
import { sortKey } from '../shared/dynamodb/table.ts'
import { tables } from '../shared/tables.ts'

/*
 * The calls of the store and of quarantine on tables of this process, without serialization and sockets: for the tests of
 * mutants, which run the tests of a room a thousand times. What it does not know, it refuses.
 */

type Item = Record<string, AttributeValue>
type Expressions = {
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Item
}
type Input = Expressions & {
  TableName: string
  Key: Item
  Item: Item
  RequestItems: Record<string, unknown>
  ConditionExpression?: string
  UpdateExpression?: string
  KeyConditionExpression?: string
  FilterExpression?: string
  ProjectionExpression?: string
  IndexName?: string
  ScanIndexForward?: boolean
  Limit?: number
  ExclusiveStartKey?: Item
}
type Write = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }

const engines = new Map<string, ReturnType<typeof engine>>()

/** Makes the tables. Clients at its endpoint that were given to `attached` use them. */
export function startTablesInMemory(): Emulator {
  const endpoint = `http://127.0.0.1:9/${engines.size}`
  engines.set(endpoint, engine())
  return { endpoint, close: async () => engines.get(endpoint)?.clear() }
}

/** Makes a client use tables of this process, if its endpoint is one of theirs. */
export function attached(client: DynamoDBClient, endpoint: string): DynamoDBClient {
  const own = engines.get(endpoint)
  if (own === undefined) return client
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => ({
        output: { $metadata: {}, ...own.answer(commandName, Object(input)) },
        response: {},
      }),
    { step: 'initialize', priority: 'low' },
  )
  return client
}

function engine() {
  const stored = new Map<string, Map<string, Item>>()
  const tableOf = (name: string) => {
    const table = stored.get(name) ?? new Map<string, Item>()
    stored.set(name, table)
    return table
  }
  function write(input: Input, item: Item | undefined, key: string): object {
    const table = tableOf(input.TableName)
    const Item = table.get(key)
    if (!holds(input.ConditionExpression, input, Item ?? {}))
      throw new ConditionalCheckFailedException({ message: '', $metadata: {}, ...(Item ? { Item } : {}) })
    if (item) table.set(key, item)
    else table.delete(key)
    return {}
  }
  const commands: Record<string, (input: Input) => object> = {
    PutItemCommand: (input) => write(input, input.Item, nameOf(input.TableName, input.Item)),
    DeleteItemCommand: (input) => write(input, undefined, nameOf(input.TableName, input.Key)),
    UpdateItemCommand(input) {
      const key = nameOf(input.TableName, input.Key)
      return write(input, updated(input, tableOf(input.TableName).get(key) ?? input.Key), key)
    },
    GetItemCommand: ({ TableName, Key }) => ({ Item: tableOf(TableName).get(nameOf(TableName, Key)) }),
    BatchGetItemCommand({ RequestItems }) {
      const Responses = Object.entries(RequestItems).map(([name, request]) => {
        const { Keys, ...input }: Input & { Keys: Item[] } = Object(request)
        const found = Keys.map((key) => tableOf(name).get(nameOf(name, key)))
        return [name, found.flatMap((item) => (item ? [projected(input, item)] : []))]
      })
      return { Responses: Object.fromEntries(Responses) }
    },
    BatchWriteItemCommand({ RequestItems }) {
      for (const [name, requests] of Object.entries(RequestItems))
        for (const { PutRequest, DeleteRequest } of Object.values<Write>(Object(requests))) {
          if (PutRequest) tableOf(name).set(nameOf(name, PutRequest.Item), PutRequest.Item)
          if (DeleteRequest) tableOf(name).delete(nameOf(name, DeleteRequest.Key))
        }
      return {}
    },
    QueryCommand: read,
    ScanCommand: read,
  }
  function read(input: Input): object {
    const { TableName, KeyConditionExpression, ExclusiveStartKey, Limit = Number.POSITIVE_INFINITY } = input
    if (input.IndexName) throw new Error('there are no indexes in memory')
    if (Object.values(input.ExpressionAttributeValues ?? {}).some(({ S }) => S === ''))
      throw new Error('a key is never compared with an empty text')
    const sorted = [...tableOf(TableName)]
      .filter(([, item]) => holds(KeyConditionExpression, input, item))
      .sort(([a], [b]) => (a < b === (input.ScanIndexForward ?? true) ? -1 : 1))
    const start = ExclusiveStartKey ? nameOf(TableName, ExclusiveStartKey) : undefined
    const rest = sorted.slice(sorted.findIndex(([name]) => name === start) + 1)
    const page = rest.slice(0, Limit).map(([, item]) => item)
    const last = page.at(-1)
    const Items = page.filter((item) => holds(input.FilterExpression, input, item))
    const LastEvaluatedKey = last && page.length < rest.length ? keyOf(TableName, last) : undefined
    return { Items: Items.map((item) => projected(input, item)), ScannedCount: page.length, LastEvaluatedKey }
  }
  return {
    clear: () => stored.clear(),
    answer(command: string, input: Input) {
      const known = commands[command]
      if (known === undefined) throw new Error(`there is no ${command} in memory`)
      return known(input)
    },
  }
}

function partitionKeyOf(table: string): string {
  return Object.entries(tables).find(([name]) => name === table)?.[1].partitionKey ?? ''
}

function keyOf(table: string, item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name === sortKey || name === partitionKeyOf(table)),
  )
}

function nameOf(table: string, item: Item): string {
  const [key, record] = [item[partitionKeyOf(table)]?.S, item[sortKey]?.S]
  if (!key || !record) throw new Error('an item has no key')
  return keyText({ key, record })
}

/** An item after `SET <name> = :<value>, … REMOVE <name>, …`. */
function updated({ UpdateExpression = '', ConditionExpression = '', ...input }: Input, item: Item): Item {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input
  const used: string[] = `${UpdateExpression} ${ConditionExpression}`.match(/[:#]\w+/g) ?? []
  const unused = Object.keys({ ...names, ...values }).filter((name) => !used.includes(name))
  if (unused.length > 0 || UpdateExpression === '') throw new Error(`an update does not use ${unused}`)
  const after = { ...item }
  for (const [, verb, list = ''] of UpdateExpression.matchAll(/(SET|REMOVE) (.+?)(?= REMOVE |$)/g))
    for (const [name = '', value = ''] of list.split(', ').map((part) => part.split(' = '))) {
      delete after[names[name] ?? name]
      const given = values[value]
      if (verb === 'SET' && given === undefined) throw new Error(`unknown values in ${UpdateExpression}`)
      if (given) after[names[name] ?? name] = given
    }
  return after
}

function projected({ ProjectionExpression, ExpressionAttributeNames = {} }: Input, item: Item): Item {
  if (ProjectionExpression === undefined) return item
  const names = ProjectionExpression.split(', ').map((name) => ExpressionAttributeNames[name] ?? name)
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)))
}

/** Whether a condition holds for an item: comparisons of texts, joined by AND and OR, without NOT. */
function holds(expression: string | undefined, input: Expressions, item: Item): boolean {
  if (expression === undefined) return true
  const used = new Set(expression.match(/[:#]\w+/g))
  const given = Object.keys({ ...input.ExpressionAttributeNames, ...input.ExpressionAttributeValues })
  if ([...used].some((name) => !given.includes(name))) throw new Error(`unknown names in ${expression}`)
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input
  const tokens: string[] = expression.match(/[()]|,|<=|>=|<>|[=<>]|[:#\w]+/g) ?? []
  const take = () => tokens.shift() ?? ''
  const textOf = (name: string): string | undefined => {
    const value = name.startsWith(':') ? values[name] : item[names[name] ?? name]
    return value === undefined ? undefined : (value.S ?? value.N ?? '')
  }
  function any(): boolean {
    let result = every()
    while (tokens[0] === 'OR') {
      take()
      result = every() || result
    }
    return result
  }
  function every(): boolean {
    let result = one()
    while (tokens[0] === 'AND') {
      take()
      result = one() && result
    }
    return result
  }
  function one(): boolean {
    const [first, second] = [take(), take()]
    if (first === '(') {
      tokens.unshift(second)
      const result = any()
      take()
      return result
    }
    if (second === '(') return call(first)
    const [text, operand] = [textOf(first), textOf(take())]
    if (second === 'BETWEEN') {
      take()
      const to = textOf(take())
      return text !== undefined && operand !== undefined && to !== undefined && operand <= text && text <= to
    }
    if (text === undefined || operand === undefined) return false
    const order = text < operand ? -1 : text > operand ? 1 : 0
    const orders: Record<string, number[]> = { '=': [0], '<': [-1], '>': [1], '<=': [-1, 0], '>=': [1, 0] }
    const meant = orders[second]
    if (meant === undefined) throw new Error(`there is no ${second} in memory`)
    return meant.includes(order)
  }
  function call(name: string): boolean {
    const text = textOf(take())
    const separator = take()
    if (name === 'attribute_exists') return text !== undefined
    if (name === 'attribute_not_exists') return text === undefined
    if (name !== 'begins_with' || separator !== ',') throw new Error(`there is no ${name} in memory`)
    const prefix = textOf(take()) ?? ''
    take()
    return text?.startsWith(prefix) ?? false
  }
  return any()
}

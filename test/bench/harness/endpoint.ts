/**
 * Is a stand-in for SQS and DynamoDB while the CPU time of a function is measured: a process of its own that answers at
 * once, or after as many milliseconds as its argument says. Items are kept as they came, so that a consumer reads the states that it wrote. Conditions always hold.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { listen } from '../../../infra/local/listening.ts'

type Item = Record<string, { S?: string }>
type Request = {
  MessageBody?: string
  TableName?: string
  Item?: Item
  RequestItems?: Record<string, { Keys?: Item[] } & { PutRequest: { Item: Item } }[]>
}

const items = new Map<string, Item>()
let counted = { requests: 0, inSequence: 0 }
let onTheirWay = 0
const delay = Number(process.argv[2] ?? 0)

const server = createServer(async (request, response) => {
  const body = await text(request)
  counted.requests += 1
  if (onTheirWay === 0) counted.inSequence += 1
  onTheirWay += 1
  if (delay > 0) await setTimeout(delay)
  onTheirWay -= 1
  response.setHeader('content-type', 'application/x-amz-json-1.0')
  response.end(JSON.stringify(answer(String(request.headers['x-amz-target']), JSON.parse(body))))
})
server.keepAliveTimeout = 600_000
process.send?.({ endpoint: `http://127.0.0.1:${await listen(server)}` })
/** Answers with how many requests there were since it was asked last, and how often one was made while none was on its way. */
process.on('message', () => {
  process.send?.(counted)
  counted = { requests: 0, inSequence: 0 }
})
process.once('disconnect', () => process.exit())

function answer(target: string, request: Request): unknown {
  const [tableName = '', ofTable] = Object.entries(request.RequestItems ?? {})[0] ?? []
  switch (target.split('.')[1]) {
    case 'SendMessage': {
      const md5 = createHash('md5')
        .update(request.MessageBody ?? '')
        .digest('hex')
      return { MessageId: '00000000-0000-4000-8000-000000000000', MD5OfMessageBody: md5 }
    }
    case 'BatchGetItem':
      return {
        Responses: { [tableName]: (ofTable?.Keys ?? []).flatMap((key) => items.get(keyOf(key)) ?? []) },
      }
    case 'BatchWriteItem':
      for (const { PutRequest } of ofTable ?? []) keep(PutRequest.Item)
      return { UnprocessedItems: {} }
    case 'PutItem':
      if (request.Item) keep(request.Item)
      return {}
    default:
      return {}
  }
}

function keep(item: Item): void {
  items.set(keyOf(item), item)
}

/** Partition keys of all tables in one: their ids do not meet in a measurement. */
function keyOf(item: Item): string {
  const id = item.objectId ?? item.userId ?? item.tagKey ?? item.id
  return `${id?.S} ${item.record?.S}`
}

import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import * as v from 'valibot'
import { credentials } from '../../infra/local/account.ts'
import { listen } from '../../infra/local/listening.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { awsCommand } from './aws-command.ts'

/** A request to DynamoDB, and the items of its response. */
export type Exchange = { operation: string; items: JsonObject[] }

export type WatchedDynamoDb = {
  endpoint: string
  /** The requests since the last call. */
  taken(): Exchange[]
  close(): Promise<void>
}

const value = v.custom<Parameters<typeof unmarshall>[0]>((item) => typeof item === 'object' && item !== null)
const answerSchema = v.object({ Item: v.optional(value), Items: v.optional(v.array(value), []) })

/** An emulator requires the access key of this start, and does not check the signature. */
const signature = {
  authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20240609/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-date': '20240609T000000Z',
}

/**
 * Opens a proxy in front of DynamoDB that records requests. Under `/cli` it takes the arguments of an `aws` command,
 * each ended by a zero byte, and responds with what the command would print.
 */
export async function watchDynamoDb(behind: string): Promise<WatchedDynamoDb> {
  let exchanges: Exchange[] = []

  async function forward(target: string, body: string) {
    const headers = { ...signature, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }
    const response = await fetch(behind, { method: 'POST', headers, body })
    const answer = await response.text()
    const { Item, Items } = response.ok ? v.parse(answerSchema, JSON.parse(answer)) : { Items: [] }
    const items = (Item ? [Item] : Items).map((item): JsonObject => unmarshall(item))
    exchanges.push({ operation: target.split('.')[1] ?? '', items })
    return { status: response.status, answer }
  }

  async function serve(request: IncomingMessage) {
    const body = await text(request)
    if (request.url !== '/cli') return forward(String(request.headers['x-amz-target']), body)
    const command = awsCommand(body.split('\0').slice(0, -1))
    const { status, answer } = await forward(command.target, JSON.stringify(command.input))
    return { status, answer: status === 200 ? command.show(JSON.parse(answer)) : answer }
  }

  const server = createServer((request, response) => {
    serve(request).then(
      ({ status, answer }) => response.writeHead(status).end(answer),
      (error: unknown) => response.writeHead(400).end(String(error)),
    )
  })
  const port = await listen(server)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    taken: () => {
      const taken = exchanges
      exchanges = []
      return taken
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

import { createServer, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import * as v from 'valibot'
import { listen } from '../../infra/local/listening.ts'

/** A permission that a call to AWS needs: the action and the resource. */
export type Needed = { action: string; on: string }

/** The endpoint of a service: `http://127.0.0.1:<port>`. */
export type Services = { dynamodb: string; s3: string; sqs: string }

/**
 * Opens a proxy between a function and AWS that forwards every call unchanged and records the permissions it needs.
 *
 * @param services called for each request, since the services start later than the proxy
 */
export async function wire(services: () => Services) {
  const needed: Needed[] = []
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const service = serviceOf(incoming)
    needed.push(...needs(service, incoming, body))
    const { method, headers, url: path } = incoming
    const to = new URL(services()[service])
    const onward = request(to, { method, headers: { ...headers, host: to.host }, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => incoming.socket.destroy()).end(body)
  })
  const port = await listen(server)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    needed,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The service in the signature of a request. */
function serviceOf({ headers }: IncomingMessage): keyof Services {
  const [, service] = /\/(\w+)\/aws4_request/.exec(headers.authorization ?? '') ?? []
  return v.parse(v.picklist(['dynamodb', 's3', 'sqs']), service)
}

/** Operations that need the permission of the same name, according to AWS's Service Authorization Reference. */
const ofTables = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
]

const input = v.looseObject({
  TableName: v.optional(v.string()),
  IndexName: v.optional(v.string()),
  RequestItems: v.optional(v.record(v.string(), v.unknown()), {}),
  QueueUrl: v.optional(v.string()),
})

/** @throws if the permission of a call is not listed here */
export function needs(
  service: keyof Services,
  { method, url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
): Needed[] {
  if (service === 's3') return [{ action: objectAction(method, url), on: decodeURIComponent(objectOf(url)) }]
  const operation = String(headers['x-amz-target']).replace(/^.*\./, '')
  const { TableName, IndexName, RequestItems, QueueUrl } = v.parse(input, JSON.parse(body.toString()))
  if (service === 'sqs' && /^SendMessage(Batch)?$/.test(operation)) {
    // SendMessageBatch has no permission of its own.
    return [{ action: 'sqs:SendMessage', on: new URL(QueueUrl ?? '').pathname.replace(/^.*\//, '') }]
  }
  if (service === 'dynamodb' && ofTables.includes(operation)) {
    const names = TableName === undefined ? Object.keys(RequestItems) : [TableName]
    const index = IndexName === undefined ? '' : `/index/${IndexName}`
    return names.map((name) => ({ action: `dynamodb:${operation}`, on: `${name}${index}` }))
  }
  throw new Error(`It is not known what permission ${service} asks for ${operation}`)
}

function objectAction(method = '', url: string): string {
  const { searchParams } = new URL(url, 'http://s3')
  const isPlain = [...searchParams.keys()].every((name) => name === 'x-id')
  // HeadObject needs the permission to read the object.
  const action = { PUT: 's3:PutObject', GET: 's3:GetObject', HEAD: 's3:GetObject' }[method]
  if (action === undefined || !isPlain) throw new Error(`It is not known what permission ${method} asks for`)
  return action
}

/** `<bucket>/<key>` */
function objectOf(url: string): string {
  return new URL(url, 'http://s3').pathname.slice(1)
}

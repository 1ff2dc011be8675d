import { createServer, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import * as v from 'valibot'
import { listen } from '../../infra/local/listening.ts'

/** A permission that a call to AWS needs: the action and the resource. */
export type Needed = { action: string; on: string }

/** The names of services in the signatures of requests. */
const names = ['dynamodb', 's3', 'sqs', 'logs', 'monitoring'] as const
type Service = (typeof names)[number]

/** The endpoint of each service that is called: `http://127.0.0.1:<port>`. */
export type Services = Partial<Record<Service, string>>

/**
 * Opens a proxy between a program and AWS that forwards every call unchanged and records the permissions it needs.
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
    const to = new URL(services()[service] ?? '')
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
function serviceOf({ headers }: IncomingMessage): Service {
  const [, service] = /\/(\w+)\/aws4_request/.exec(headers.authorization ?? '') ?? []
  return v.parse(v.picklist(names), service)
}

/**
 * Operations that need the permission of the same name, by the part of `X-Amz-Target` that names the interface.
 * Source: AWS's Service Authorization Reference.
 */
const operations: Record<string, { prefix: string; names: readonly string[] }> = {
  DynamoDB_20120810: {
    prefix: 'dynamodb',
    names: [
      ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchGetItem', 'BatchWriteItem'],
      ...['Query', 'Scan', 'DescribeTable'],
    ],
  },
  DynamoDBStreams_20120810: {
    prefix: 'dynamodb',
    names: ['DescribeStream', 'GetShardIterator', 'GetRecords'],
  },
  AmazonSQS: {
    prefix: 'sqs',
    names: [
      ...['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'],
      ...['StartMessageMoveTask', 'ListMessageMoveTasks', 'CancelMessageMoveTask'],
    ],
  },
  Logs_20140328: {
    prefix: 'logs',
    names: ['DescribeLogGroups', 'StartQuery', 'GetQueryResults', 'FilterLogEvents'],
  },
  GraniteServiceVersion20100801: { prefix: 'cloudwatch', names: ['DescribeAlarms'] },
}

const input = v.looseObject({
  TableName: v.optional(v.string()),
  IndexName: v.optional(v.string()),
  RequestItems: v.optional(v.record(v.string(), v.unknown())),
  StreamArn: v.optional(v.string()),
  QueueUrl: v.optional(v.string()),
  SourceArn: v.optional(v.string()),
  DestinationArn: v.optional(v.string()),
})

/** @throws if the permission of a call is not listed here */
export function needs(
  service: Service,
  { method, url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
): Needed[] {
  if (service === 's3') return [{ action: objectAction(method, url), on: decodeURIComponent(objectOf(url)) }]
  const [family = '', operation = ''] = String(headers['x-amz-target']).split('.')
  // A batch of SQS has no permission of its own.
  const name = family === 'AmazonSQS' ? operation.replace(/Batch$/, '') : operation
  const { prefix, names: known } = operations[family] ?? { prefix: '', names: [] }
  if (!known.includes(name))
    throw new Error(`It is not known what permission ${service} asks for ${operation}`)
  const { SourceArn, DestinationArn, ...of } = v.parse(input, JSON.parse(body.toString()))
  if (name === 'StartMessageMoveTask') {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
    const ofSource = [name, 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']
    return [
      ...ofSource.map((action) => ({ action: `sqs:${action}`, on: lastPart(SourceArn, ':') })),
      { action: 'sqs:SendMessage', on: lastPart(DestinationArn, ':') },
    ]
  }
  const action = `${prefix}:${name}`
  // Its handle holds the source in a form that only SQS knows.
  if (name === 'CancelMessageMoveTask') return [{ action, on: '*DeadLetterQueue*' }]
  if (SourceArn !== undefined) return [{ action, on: lastPart(SourceArn, ':') }]
  if (of.QueueUrl !== undefined) return [{ action, on: lastPart(of.QueueUrl, '/') }]
  if (family === 'DynamoDBStreams_20120810') return [{ action, on: of.StreamArn ?? '*/stream/*' }]
  const index = of.IndexName === undefined ? '' : `/index/${of.IndexName}`
  const tables = of.TableName === undefined ? Object.keys(of.RequestItems ?? {}) : [of.TableName]
  return tables.length > 0
    ? tables.map((table) => ({ action, on: `${table}${index}` }))
    : [{ action, on: '*' }]
}

function lastPart(text = '', separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1)
}

function objectAction(method = '', url: string): string {
  const { searchParams } = new URL(url, 'http://s3')
  if (method === 'GET' && searchParams.has('list-type')) return 's3:ListBucket'
  if (method === 'GET' && searchParams.has('versions')) return 's3:ListBucketVersions'
  if (method === 'DELETE' && searchParams.has('versionId')) return 's3:DeleteObjectVersion'
  const isPlain = [...searchParams.keys()].every((name) => name === 'x-id')
  // HeadObject needs the permission to read the object.
  const action = {
    PUT: 's3:PutObject',
    GET: 's3:GetObject',
    HEAD: 's3:GetObject',
    DELETE: 's3:DeleteObject',
  }[method]
  if (action === undefined || !isPlain) throw new Error(`It is not known what permission ${method} asks for`)
  return action
}

/** `<bucket>/<key>` */
function objectOf(url: string): string {
  return new URL(url, 'http://s3').pathname.slice(1)
}

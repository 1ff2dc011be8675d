import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { accountId } from './account.ts'
import { apiId } from './resources.ts'

/** A request as received over HTTP. */
export type GatewayRequest = {
  method: string
  /** Path and query as on the request line. */
  target: string
  httpVersion: string
  /** Names and values in turn, as received. */
  rawHeaders: readonly string[]
  sourceIp: string
  body: Buffer
}

/** What the gateway adds to a request. */
export type GatewayContext = {
  requestId: string
  time: Date
  routeKey: string
}

/** Splits a request target into its path, still encoded, and its query without the question mark. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?')
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/**
 * Builds the event that an HTTP API sends to a function in payload format 2.0: header names in lower case, repeated
 * headers joined, cookies separate, the path decoded, absent members left out. A path with an invalid escape sequence
 * stays as it is: what AWS does with it is not documented.
 */
export function proxyEvent(request: GatewayRequest, context: GatewayContext): APIGatewayProxyEventV2 {
  const { method, target, httpVersion, sourceIp, body } = request
  const { requestId, time, routeKey } = context
  const { path, query } = splitTarget(target)
  const { headers, cookies } = readHeaders(request.rawHeaders)
  const domainName = headers.host ?? ''
  const rawPath = decoded(path)
  const isText = isTextType(headers['content-type'])
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${Math.floor(time.getTime() / 1000).toString(16)}-${'0'.repeat(24)}`,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': domainName.split(':')[1] ?? '80',
      'x-forwarded-proto': 'http',
    },
    ...(query !== '' && { queryStringParameters: readQuery(query) }),
    requestContext: {
      accountId,
      apiId,
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: accessLogTime(time),
      timeEpoch: time.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Whether API Gateway passes a body of this type as text. It does not for forms, or if there is no type. */
function isTextType(contentType = ''): boolean {
  const [type = ''] = contentType.split(';')
  return /^(text\/.+|application\/(json|javascript|xml))$/i.test(type.trim())
}

function readHeaders(raw: readonly string[]): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? ''
    const value = raw[index + 1] ?? ''
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter(Boolean))
    else headers[name] = name in headers ? `${headers[name]},${value}` : value
  }
  return { headers, cookies }
}

function readQuery(query: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value
  }
  return parameters
}

/** `12/Mar/2020:19:03:58 +0000` */
function accessLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ')
  return `${day}/${month}/${year}:${clock} +0000`
}

const scalar = v.union([v.string(), v.number(), v.boolean()])
const resultSchema = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.optional(v.record(v.string(), scalar), {}),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
  cookies: v.optional(v.array(v.string()), []),
})

/** A response to send over HTTP. */
export type GatewayResponse = { status: number; headers: Record<string, string | string[]>; body: Buffer }

/**
 * Converts a function's result to a response: one with a `statusCode` as it says, any other to JSON with 200.
 * Returns undefined if the result is invalid.
 */
export function proxyResponse(result: unknown): GatewayResponse | undefined {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) }
  }
  const parsed = v.safeParse(resultSchema, result)
  if (!parsed.success) return undefined
  const { statusCode, headers, body, isBase64Encoded, cookies } = parsed.output
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(own),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** A response of the gateway itself. */
export function plainResponse(status: number, message: string): GatewayResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  }
}

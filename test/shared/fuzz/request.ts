import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { proxyEvent } from '../../../infra/local/gateway-event.ts'
import { authenticToken } from '../../webhook-request.ts'
import { secret } from './arbitraries.ts'
import type { Random } from './random.ts'

/** A request, and what the fuzzer knows of it whatever the handler says. */
export type Request = {
  event: APIGatewayProxyEventV2
  isAuthentic: boolean
  /** Whether the stack allows only some sources and brands. */
  isRestricted: boolean
  /** Whether this source is not one of them. */
  isForeign: boolean
  /** Whether the path is not one of webhooks. */
  isStranger: boolean
}

type Posted = { url: string; body: Buffer; method: string; number: number }

const firstTime = Date.parse('2026-03-01T00:00:00.000Z')

/** The delivery id of a case, in the form of an HTTP API's request ids. */
export function deliveryIdOf(number: number): string {
  return `${String(number).padStart(14, 'A')}=`
}

/** The event that API Gateway makes of a body at a URL, with an oddity in path, query, headers or flags now and then. */
export function requestOf({ url, body, method, number }: Posted, random: Random, trail: string[]): Request {
  const segments = segmentsOf(url, random, trail)
  const { query, headers, isAuthentic } = credentials(random, trail)
  const rawHeaders = [
    'Host',
    'api.example.com',
    'Content-Length',
    String(body.length),
    ...headers,
    ...otherHeaders(random, trail),
  ]
  const isStranger = random.chance(0.01)
  const path = pathOf(isStranger ? random.pick(strangers) : random.pick(roots), segments, random)
  const verb = methodOf(method, random, trail)
  const context = {
    requestId: deliveryIdOf(number),
    time: new Date(firstTime + number * 1000),
    routeKey: '$default',
  }
  const isRestricted = random.chance(0.1)
  const isForeign = isRestricted && random.chance(0.3)
  const sourceIp = random.pick(isForeign ? foreignSources : knownSources)
  if (isRestricted) trail.push(`from ${sourceIp}, where not all are allowed`)
  const request = { method: verb, httpVersion: '1.1', rawHeaders, sourceIp, body }
  // The gateway may leave a path as it came.
  const isEncoded = random.chance(0.05)
  const decoded = proxyEvent({ ...request, target: `${path}${query}` }, context)
  const event = isEncoded ? { ...decoded, rawPath: path } : decoded
  return { event: flagged(event, random, trail), isAuthentic, isRestricted, isForeign, isStranger }
}

const roots = [
  ...Array.from({ length: 20 }, () => 'webhooks'),
  'Webhooks',
  'WEB-hooks',
  'web_hooks',
  'web%20hooks',
]
const strangers = ['x%20y', 'webhook', 'x', '%', '%zz', 'favicon.ico', '__proto__', '..', '%2e%2e']

/** A path, with slashes too many now and then. */
function pathOf(root: string, segments: readonly string[], random: Random): string {
  const slash = () => (random.chance(0.02) ? random.pick(['//', '/%20/', '///']) : '/')
  return [root, ...segments].map((segment) => slash() + segment).join('') + (random.chance(0.02) ? '/' : '')
}

const knownSources = ['192.0.2.1', '192.0.2.254', '2001:db8::1']
const foreignSources = ['203.0.113.9', '192.0.3.1', '2001:db9::1', '::1', '']

/** API Gateway takes 10,240 bytes of request line and headers. */
const longSegment = 4000

const oddSegments = [
  'Robot',
  'Object',
  'object',
  'user',
  'TAG',
  'Form',
  'chat',
  'satisfaction',
  'OnNew',
  'on-new-activity',
  'On%20Submit',
  'on_update_tag',
  'login',
  'OnDelete',
  '__proto__',
  'constructor',
  'toString',
  'Quarantine',
  '%',
  '%zz',
  '%E0%A4%A',
  '%C0%AF',
  '%ED%A0%80',
  '%00',
  '%0D%0A',
  '%EF%BF%BE',
  '%EF%BF%BF',
  '%F0%9F%98%80',
  '%D7%A9',
  '%2e%2e',
  '%2F',
  '%25',
  '%2525',
  'a'.repeat(longSegment),
  '%F0%9F%98%80'.repeat(longSegment / 12),
  `a${'%F0%9F%98%80'.repeat(150)}`,
  '_'.repeat(longSegment),
  `O${'-'.repeat(longSegment)}bject`,
]

function segmentsOf(url: string, random: Random, trail: string[]): string[] {
  const own = url === '' ? [] : url.split('/').map(encodeURIComponent)
  if (random.chance(0.85)) return own
  const kind = random.below(5)
  trail.push(`path ${kind}`)
  if (kind === 0) return own.slice(0, random.below(own.length + 1))
  if (kind === 1) return [random.pick(oddSegments)]
  if (kind === 2) return [own[0] ?? 'object', random.pick(oddSegments)]
  if (kind === 3) return [...own, random.pick(oddSegments)]
  return [random.pick(oddSegments), random.pick(oddSegments)]
}

function basic(password: string): string {
  return `Basic ${Buffer.from(`commbox:${password}`).toString('base64')}`
}

const wrong = `wrong-${secret}`

/** Ways to give a token. Each says itself whether it is a good one. */
const tokens: { query: string; authorization?: string[]; isAuthentic: boolean }[] = [
  { query: '', authorization: [`Bearer ${authenticToken}`], isAuthentic: true },
  { query: '', authorization: [`bEARER   ${authenticToken} `], isAuthentic: true },
  { query: '', authorization: [basic(authenticToken)], isAuthentic: true },
  { query: `?token=${wrong}`, authorization: [`Bearer ${authenticToken}`], isAuthentic: true },
  { query: `?token=%20<${authenticToken}>+`, isAuthentic: true },
  { query: `?a=1&token=${authenticToken}&__proto__=x&constructor=y&b`, isAuthentic: true },
  { query: '', isAuthentic: false },
  { query: '?token=', isAuthentic: false },
  { query: `?Token=${authenticToken}`, isAuthentic: false },
  { query: `?token=${wrong}`, isAuthentic: false },
  { query: `?token=${authenticToken}&token=${authenticToken}`, isAuthentic: false },
  { query: `?token=${authenticToken}%00`, isAuthentic: false },
  { query: `?token=${wrong.repeat(200)}`, isAuthentic: false },
  { query: '', authorization: [authenticToken], isAuthentic: false },
  { query: '', authorization: ['Bearer'], isAuthentic: false },
  { query: '', authorization: [`Digest ${authenticToken}`], isAuthentic: false },
  { query: '', authorization: ['Basic ÿþ===='], isAuthentic: false },
  { query: '', authorization: [basic(wrong)], isAuthentic: false },
  { query: '', authorization: [`Bearer ${wrong}`, `Bearer ${authenticToken}`], isAuthentic: false },
  { query: '', authorization: [`a${' '.repeat(8000)}`], isAuthentic: false },
  { query: '', authorization: [`Bearer ${'x'.repeat(4000)} ${'y'.repeat(4000)}`], isAuthentic: false },
]

function credentials(random: Random, trail: string[]) {
  const isUsual = random.chance(0.92)
  const {
    query,
    authorization = [],
    isAuthentic,
  } = isUsual ? { query: `?token=${authenticToken}`, isAuthentic: true } : random.pick(tokens)
  if (!isUsual) trail.push(`token ${query.slice(0, 40)} ${authorization.join(' ').slice(0, 40)}`)
  return { query, headers: authorization.flatMap((value) => ['Authorization', value]), isAuthentic }
}

const contentTypes = [
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json;charset="windows-1255"',
  'text/plain',
  'text/html',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/cloudevents+json',
  '',
  ';',
  'application/json, text/plain',
  `x/${'y'.repeat(2000)}`,
]

const oddHeaders = [
  ['Content-Encoding', 'gzip'],
  ['Transfer-Encoding', 'chunked'],
  ['X-HTTP-Method-Override', 'GET'],
  ['Cookie', `a=${secret}; b; ;=`],
  ['Content-Type', 'text/plain'],
  ['X-Forwarded-For', '0.0.0.0, ::1'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['Expect', '100-continue'],
  ['X-Empty', ''],
  ['X-Odd', 'é\u00ff\u0080'],
  ['Host', ''],
] as const

function otherHeaders(random: Random, trail: string[]): string[] {
  const usual = ['Content-Type', 'application/json']
  if (random.chance(0.75)) return usual
  const type = random.chance(0.2) ? [] : ['Content-Type', random.pick(contentTypes)]
  const more = random.chance(0.5) ? random.pick(oddHeaders) : []
  trail.push(`headers ${[...type, ...more].join(' ').slice(0, 80)}`)
  return [...type, ...more]
}

const methods = ['GET', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'post', 'get', '', 'BREW']

function methodOf(method: string, random: Random, trail: string[]): string {
  if (random.chance(0.96)) return method
  const other = random.pick(methods)
  trail.push(`method ${other}`)
  return other
}

/** The flag for base64 says the opposite of what is, or the text is none that came from bytes. */
function flagged(event: APIGatewayProxyEventV2, random: Random, trail: string[]): APIGatewayProxyEventV2 {
  if (random.chance(0.97)) return event
  const kind = random.below(3)
  trail.push(`body flag ${kind}`)
  if (kind === 0) return { ...event, isBase64Encoded: !event.isBase64Encoded }
  if (kind === 1) return { ...event, body: '', isBase64Encoded: random.chance(0.5) }
  return { ...event, body: `${event.body ?? ''}\ud800`, isBase64Encoded: false }
}

import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { withoutToken } from '../../shared/commbox/text.ts'
import {
  type GatewayResponse,
  plainResponse,
  proxyEvent,
  proxyResponse,
  splitTarget,
} from './gateway-event.ts'

import { hostname, listen } from './listening.ts'
import { LocalError, messageOf } from './local-error.ts'
import { readBody } from './request-body.ts'
import type { Route } from './routes.ts'

/**
 * The largest event that Lambda takes, in bytes of its JSON: the body is a text in it, with escapes, or base64.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxEvent = 6 * 1024 * 1024

/** A request that was answered. `body` is empty if it was too large; `answer` is the body of the response. */
export type Answered = {
  time: Date
  method: string
  /** Without the query. */
  path: string
  status: number
  requestId: string
  body: Buffer
  answer: Buffer
}

/** A request handler beside the API. Returns true if it answers the request, false to leave it to the API. */
export type Site = (request: IncomingMessage, response: ServerResponse) => boolean

export type Gateway = {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** Starts to serve the route. Until then every request is answered with 503. */
  serve(route: Route): void
  /** Serves a site beside the API: requests go to the site first. */
  host(site: Site): void
  /** Accepts no more connections and waits for requests in progress, at most 30 seconds. */
  stop(): Promise<void>
}

/**
 * Listens on 127.0.0.1.
 *
 * @param now returns the time of a request: its time of receipt
 * @throws LocalError if the port is taken or not allowed
 */
export async function openGateway(
  port: number,
  now: () => Date,
  onAnswered: (answered: Answered) => void,
): Promise<Gateway> {
  let route: Route | undefined
  let site: Site | undefined
  let stopping = false

  const server = createServer((request, response) => {
    if (site?.(request, response)) return
    const time = now()
    const requestId = newRequestId()
    const { path } = splitTarget(request.url ?? '/')
    readBody(request).then(async (body) => {
      if (body === 'aborted') return
      const answer = await respond(request, body, route, requestId, time).catch(() =>
        plainResponse(500, 'Internal Server Error'),
      )
      write(response, answer, requestId, stopping)
      onAnswered({
        time,
        method: request.method ?? '',
        path: withoutToken(path),
        status: answer.status,
        requestId,
        body: body === 'too large' ? Buffer.alloc(0) : body,
        answer: answer.body,
      })
    })
  })
  const bound = await listen(server, port).catch((error: unknown) => {
    throw new LocalError(portProblem(port, error))
  })
  return {
    url: `http://${hostname}:${bound}`,
    serve(ready) {
      route = ready
    },
    host(hosted) {
      site = hosted
    },
    stop() {
      stopping = true
      const limit = setTimeout(() => server.closeAllConnections(), 30_000)
      return new Promise((resolve) => {
        server.close(() => {
          clearTimeout(limit)
          resolve()
        })
        server.closeIdleConnections()
      })
    },
  }
}

function portProblem(port: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: choose another (PORT=3001 npm start) or any free one (PORT=0 npm start).`
  if (code === 'EACCES') return `Port ${port} is not allowed: choose one above 1023 (PORT=3000 npm start).`
  return `Port ${port} cannot be used: ${messageOf(error)}`
}

const tooLarge = plainResponse(413, 'Request Entity Too Large')

async function respond(
  request: IncomingMessage,
  body: Buffer | 'too large',
  route: Route | undefined,
  requestId: string,
  time: Date,
): Promise<GatewayResponse> {
  if (body === 'too large') return tooLarge
  if (!route) return plainResponse(503, 'Service Unavailable')
  const { method = '', url: target = '/', httpVersion, rawHeaders, socket } = request
  const sourceIp = socket.remoteAddress ?? hostname
  const context = { requestId, time, routeKey: '$default' }
  const event = proxyEvent({ method, target, httpVersion, rawHeaders, sourceIp, body }, context)
  // An escaped character takes six bytes: a small body needs no measuring.
  if (body.length > maxEvent / 8 && Buffer.byteLength(JSON.stringify(event)) > maxEvent) return tooLarge
  return await invoke(route, event)
}

async function invoke(route: Route, event: unknown): Promise<GatewayResponse> {
  const { promise: expired, resolve } = Promise.withResolvers<GatewayResponse>()
  const timer = setTimeout(() => resolve(plainResponse(503, 'Service Unavailable')), route.timeout)
  try {
    const answered = route.fn.invoke(event).then(
      // The reason is in the function's log and not in the response.
      (result) => proxyResponse(result) ?? plainResponse(500, 'Internal Server Error'),
      () => plainResponse(500, 'Internal Server Error'),
    )
    return await Promise.race([answered, expired])
  } finally {
    clearTimeout(timer)
  }
}

function write(response: ServerResponse, answer: GatewayResponse, requestId: string, isLast: boolean): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': answer.body.length,
    'apigw-requestid': requestId,
    ...(isLast && { connection: 'close' }),
  })
  // As a text it is sent with the headers in one write.
  response.end(answer.body.toString('latin1'), 'latin1')
}

/** A request id in the form of an HTTP API's: 15 characters of base64url and an equals sign. */
function newRequestId(): string {
  return `${randomBytes(11).toString('base64url')}=`
}

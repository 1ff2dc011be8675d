import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from '../local/listening.ts'

/**
 * Headers of every response: a page runs and loads only the console's own files, sends forms only to it, and cannot be
 * framed. The referrer policy is one under which browsers send `Origin` with a form.
 */
const headers = {
  // A connection that a browser keeps alive would delay the stop of the stack.
  connection: 'close',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

export type Problem = { status: number; text: string }

/**
 * Checks whether the console may answer a request; returns undefined if so. It refuses an unknown `Host` (DNS
 * rebinding), a request that came through a proxy (a tunnel is for webhooks only) and a form of another origin (CSRF).
 *
 * @param own the address and port of the stack: `127.0.0.1:3000`
 */
export function problemOf({ method = '', headers: sent }: IncomingMessage, own: string): Problem | undefined {
  const { host = '', origin } = sent
  if (![own, own.replace(hostname, 'localhost')].includes(host)) {
    return { status: 421, text: `The console is only at http://${own}.` }
  }
  if (sent.forwarded ?? sent.via ?? sent['x-forwarded-for'] ?? sent['x-forwarded-host']) {
    return { status: 403, text: 'The console does not answer requests that come through a proxy.' }
  }
  if (method === 'POST' && origin !== `http://${host}`) {
    return { status: 403, text: 'This form comes from another origin.' }
  }
  return ['GET', 'POST'].includes(method) ? undefined : { status: 405, text: 'Method not allowed.' }
}

export function answer(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...headers, 'content-type': type })
  response.end(body)
}

export function answerText(response: ServerResponse, { status, text }: Problem): void {
  answer(response, status, 'text/plain; charset=utf-8', `${text}\n`)
}

/** Redirects the browser to a page of the console after a form. */
export function answerSeeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...headers, location })
  response.end()
}

/** Starts a stream of server-sent events, as the browser's EventSource reads them. */
export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
  response.flushHeaders()
}

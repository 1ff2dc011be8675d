import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from '../local/listening.ts'

/**
 * What every answer of the console says to the browser: nothing of it runs, loads or goes anywhere but here. The
 * referrer policy is one under which a form says its origin.
 */
const headers = {
  // A browser that kept its connection would keep a stack that stops waiting for it.
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
 * Why a request is not the console's to answer; undefined where it is. A name in `Host` that is not this machine's
 * own is a stranger's page whose name leads here; a proxy's header is a tunnel, which is for webhooks alone; and a
 * form of another origin is none of ours.
 *
 * @param own the address and port of the stack: `127.0.0.1:3000`
 */
export function problemOf({ method = '', headers: sent }: IncomingMessage, own: string): Problem | undefined {
  const { host = '', origin } = sent
  if (![own, own.replace(hostname, 'localhost')].includes(host)) {
    return { status: 421, text: `The console answers at http://${own} alone.` }
  }
  if (sent.forwarded ?? sent.via ?? sent['x-forwarded-for'] ?? sent['x-forwarded-host']) {
    return { status: 403, text: 'The console answers no proxy.' }
  }
  if (method === 'POST' && origin !== `http://${host}`) {
    return { status: 403, text: 'This form is of another origin.' }
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

/** Sends the browser to a page of the console after a form. */
export function answerSeeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...headers, location })
  response.end()
}

/** Begins an answer that goes on: events, as the browser's EventSource reads them. */
export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
  response.flushHeaders()
}

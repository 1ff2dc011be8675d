import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createConsole } from '../../../infra/console/console.ts'
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts'
import { newFolder, writeSmallApp } from '../local/small-app.ts'

const dir = newFolder()
const site = createConsole()
let stack: LocalStack

beforeAll(async () => {
  stack = await startLocalStack({ dir, assembly: writeSmallApp(dir) })
  stack.host(site.open(stack))
})

afterAll(async () => {
  site.close()
  await stack?.stop()
  rmSync(dir, { recursive: true })
})

/** Sends a request with exactly these headers: `fetch` would replace those that matter here. */
async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
  url = stack.url,
) {
  const { host, port } = new URL(url)
  const asked = request({ host: '127.0.0.1', port, method, path, headers: { host, ...headers } }).end(body)
  const [response]: IncomingMessage[] = await once(asked, 'response')
  if (response === undefined) throw new Error('no response')
  return response
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the console', () => {
  test.each([
    ['a host name that was rebound to this address', 'GET', { host: 'rebound.example' }, 421],
    ['that host name with a port', 'GET', { host: 'rebound.example:3000' }, 421],
    ['a tunnel', 'GET', { 'x-forwarded-for': '203.0.113.7' }, 403],
    ['a proxy', 'GET', { via: '1.1 proxy' }, 403],
    ['a form of another site', 'POST', { ...form, origin: 'https://other.example' }, 403],
    ['a form of another port', 'POST', { ...form, origin: 'http://127.0.0.1:1' }, 403],
    ['a form with an opaque origin', 'POST', { ...form, origin: 'null' }, 403],
    ['a form without an origin', 'POST', form, 403],
    ['another method', 'PUT', {}, 405],
  ])('refuses %s', async (_, method, headers, status) => {
    for (const path of ['/', '/console/samples', '/console/changes', '/console/base.css']) {
      expect((await ask(method, path, headers)).resume().statusCode).toBe(status)
    }
  })

  test('leaves webhooks to the API, whatever their Host, through a proxy as well', async () => {
    const headers = { host: 'tunnel.example', 'x-forwarded-for': '203.0.113.7' }
    const answer = JSON.parse(await text(await ask('POST', '/webhooks/object', headers)))
    expect(answer.event.rawPath).toBe('/webhooks/object')
  })

  test('answers only its own paths, and leaves the others to the API', async () => {
    const answer = await ask('GET', '/elsewhere')
    expect(JSON.parse(await text(answer)).event).toMatchObject({
      routeKey: '$default',
      rawPath: '/elsewhere',
    })
  })

  test.each(['/console/', '/console/none.js', '/console/../start.ts', '/console/%2e%2e/start.ts'])(
    'has no file at %s',
    async (path) => expect((await ask('GET', path)).resume().statusCode).toBe(404),
  )

  test('sends headers with every response that allow only its own files to run or load', async () => {
    for (const path of ['/console/live.js', '/console/none']) {
      const { headers } = (await ask('GET', path)).resume()
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';")
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers).toMatchObject({
        connection: 'close',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      })
    }
  })

  test('says that the tables do not answer, and nothing else', async () => {
    const answer = await ask('GET', '/')
    expect(answer.statusCode).toBe(500)
    expect(await text(answer)).toBe(
      'The page cannot be shown: the tables do not answer. Start the local stack again.\n',
    )
  })

  test('redirects only to its own pages after a form', async () => {
    const headers = { ...form, origin: stack.url }
    for (const back of ['//other.example', 'https://other.example', '/\\other.example', '/webhooks']) {
      const answer = await ask(
        'POST',
        '/console/samples',
        headers,
        new URLSearchParams({ returnTo: back }).toString(),
      )
      expect(answer.resume().headers.location).toBe('/')
    }
    const back = '/?conversation=7&find=%D7%A9'
    const answer = await ask(
      'POST',
      '/console/samples',
      headers,
      new URLSearchParams({ returnTo: back }).toString(),
    )
    expect(answer.resume().headers.location).toBe(back)
  })

  test('refuses a form that is larger than any of its own', async () => {
    const answer = await ask('POST', '/console/samples', { ...form, origin: stack.url }, 'x'.repeat(100_000))
    expect(answer.resume().statusCode).toBe(413)
  })

  test('notifies pages of changes until it is closed, and then does not delay the stop of the stack', async () => {
    const dir = newFolder()
    const stack = await startLocalStack({ dir, assembly: writeSmallApp(dir) })
    onTestFinished(async () => {
      await stack.stop()
      rmSync(dir, { recursive: true })
    })
    const site = createConsole()
    stack.host(site.open(stack))
    const answer = await ask('GET', '/console/changes', {}, '', stack.url)
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream', connection: 'close' })
    const events = text(answer)
    site.changed()
    await once(answer, 'data')
    site.close()
    await stack.close()
    expect(await events).toMatch(/^retry: 1000\n\n(event: changed\ndata:\n\n)*$/)
  })
})

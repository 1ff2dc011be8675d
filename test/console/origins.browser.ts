import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostname, listen } from '../../infra/local/listening.ts'
import { type RunningConsole, reboundDomain, startConsole } from './running.ts'

/*
 * Whatever web page is open in a developer's browser: what it reads from the ports of the local stack, and what it
 * leaves there. It is given every address, which a page would have to find.
 */

let running: RunningConsole
let hostile: Server
let port: number
let endpoints: string[]

beforeAll(async () => {
  running = await startConsole()
  hostile = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<title>hostile</title>')
  })
  port = await listen(hostile)
  const { dynamoDb, s3, sqs } = running.stack.endpoints
  endpoints = [running.stack.url, dynamoDb, s3, sqs]
})
afterAll(async () => {
  hostile.close()
  await running?.remove()
})

/** What a page can send without asking first, and what it has to ask for; with what it may then read. */
function attack(urls: readonly string[]): Promise<string[]> {
  const requests: [string, RequestInit][] = [
    ['/', {}],
    ['/', { method: 'POST', body: 'x', mode: 'no-cors' }],
    [
      '/webhooks/object/on-new',
      { method: 'POST', body: '{"payload":{"Id":"4400000000000990"}}', mode: 'no-cors' },
    ],
    [
      '/',
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
        },
        body: '{}',
      },
    ],
    [
      '/',
      {
        method: 'POST',
        mode: 'no-cors',
        body: new URLSearchParams({ Action: 'SendMessage', MessageBody: 'x', key: '../../../x' }),
      },
    ],
    ['/bucket/key', { method: 'PUT', body: 'x' }],
    ['/..%2f..%2fvictim', { method: 'DELETE' }],
  ]
  return Promise.all(
    urls.flatMap((url) =>
      requests.map(async ([path, init]) => {
        try {
          const response = await fetch(url + path, init)
          return response.type === 'opaque'
            ? 'nothing to read'
            : `${response.status} ${await response.text()}`
        } catch {
          return 'nothing to read'
        }
      }),
    ),
  )
}

/** Everything that the tables, the queues and the bucket hold. */
async function everything(): Promise<unknown> {
  await running.drain()
  return running.stored()
}

describe('a page of another origin', () => {
  test('reads nothing from any port of the local stack, and leaves nothing there', async () => {
    const before = await everything()
    const { page, close } = await running.visit(`http://${hostname}:${port}/`)
    const read = await page.evaluate(attack, endpoints)
    expect(read).toEqual(read.map(() => 'nothing to read'))
    expect(await everything()).toEqual(before)
    await close()
  })
})

describe('a page whose name was made to lead to this machine', () => {
  test('is refused by every port, and leaves nothing there', async () => {
    const before = await everything()
    for (const { port: own } of endpoints.map((url) => new URL(url))) {
      const rebound = `http://any.${reboundDomain}:${own}`
      // The page came from its own server at that port, before its name led here.
      const { page, close } = await running.visit(`http://${hostname}:${port}/`)
      await page.route(`${rebound}/page`, (route) => route.fulfill({ contentType: 'text/html', body: '' }))
      await page.goto(`${rebound}/page`)
      const read = await page.evaluate(attack, [rebound])
      for (const text of read) expect(text).toMatch(/^(nothing to read|4\d\d )/)
      expect(read.join()).toMatch(/4\d\d /)
      await close()
    }
    expect(await everything()).toEqual(before)
  })
})

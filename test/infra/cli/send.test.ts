import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { samples } from '../../../infra/webhooks/samples.ts'
import { commbox, outputsFile, scratchFolder, tokenFile } from './command-line.ts'

type Request = { url: URL; method: string | undefined; type: string | undefined; body: string }
type Reply = { status: number; body: unknown }

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A receiver that records its requests, and answers each as `answer` says. */
async function receiver(answer: (request: Request, nth: number) => Reply | Promise<Reply>) {
  const requests: Request[] = []
  const received = async (incoming: IncomingMessage): Promise<Request> => ({
    url: new URL(incoming.url ?? '', 'http://receiver'),
    method: incoming.method,
    type: incoming.headers['content-type'],
    body: await text(incoming),
  })
  const server = createServer(async (incoming, response) => {
    const request = await received(incoming)
    const reply = await Promise.resolve(answer(request, requests.push(request))).catch(() => undefined)
    if (reply === undefined) return void incoming.socket.destroy()
    const { status, body } = reply
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address: AddressInfo | string | null = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/webhooks`, requests }
}

const names = samples().map(({ name }) => name)
/** Three with different bodies, by which the receiver identifies them. */
const [first = '', second = '', third = ''] = samples()
  .filter(
    ({ body }, index, all) => all.findIndex((other) => Buffer.compare(other.body, body) === 0) === index,
  )
  .map(({ name }) => name)

function textOf(name: string): string {
  return Buffer.from(samples().find((sample) => sample.name === name)?.body ?? []).toString()
}

const accept = (_request: Request, nth: number): Reply => ({
  status: 200,
  body: { id: `id-${nth}`, entity: 'Object', trigger: 'OnNew' },
})

const refuse = (): Reply => ({
  status: 422,
  body: {
    type: 'about:blank',
    title: 'Invalid',
    detail: 'The payload is not as expected.',
    issues: [{ path: 'payload.Id', expected: 'a decimal id other than 0', received: 'nothing' }],
  },
})

test('fits into 80 columns: what does not fit is below', async () => {
  const { url } = await receiver(() => ({
    status: 200,
    body: { id: 'JKJaXmPLvHcESHA=', entity: 'Object', trigger: 'OnNewActivity' },
  }))
  const args = ['send', '--all', '--url', url, '--token-file', tokenFile('t')]
  const { out } = await commbox(args, {}, { width: 80 })
  expect(out).toContain('    Object OnNewActivity\n')
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
})

/** Answers four requests at a time in reverse order: the printed order must not be the order of the answers. */
function reversed(reply: (request: Request, nth: number) => Reply, total: number) {
  const waiting: (() => void)[] = []
  return (request: Request, nth: number) =>
    new Promise<Reply>((resolve) => {
      waiting.push(() => resolve(reply(request, nth)))
      if (waiting.length === 4 || nth === total) for (const go of waiting.splice(0).reverse()) go()
    })
}

test('without names: every sample with its source', async () => {
  const { code, out } = await commbox(['send'])
  expect(code).toBe(0)
  const listed = out.trimEnd().split('\n')
  expect(listed.map((line) => line.split(/ {2,}/))).toEqual(
    samples().map(({ name, source }) => [name, source]),
  )
})

test('posts the bodies as they are, as CommBox does, and prints the answers in order', async () => {
  const { url, requests } = await receiver(reversed(accept, 4))
  const wanted = [third, first, second, first]
  const { code, out, err } = await commbox([
    'send',
    ...wanted,
    '--url',
    url,
    '--token-file',
    tokenFile('s&cret'),
  ])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const lines = out.trimEnd().split('\n')
  expect(lines.slice(0, -1).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual(
    wanted.map((name) => ['200', name]),
  )
  expect(lines.at(-1)).toBe('4 sent: 4 accepted')
  expect(out).not.toContain('s&cret')
  const body = textOf(first)
  expect(requests.filter((request) => request.body === body)).toHaveLength(2)
  for (const request of requests) {
    expect(request.method).toBe('POST')
    expect(request.type).toMatch(/^application\/json/)
    expect(request.url.searchParams.get('token')).toBe('s&cret')
  }
})

test('--all sends every sample, each to its own URL', async () => {
  const { url, requests } = await receiver(accept)
  const { code, out } = await commbox([
    ...['send', '--all', '--url', `${url}/`],
    ...['--token-file', tokenFile('of-the-file')],
  ])
  expect(code).toBe(0)
  expect(out.trimEnd().split('\n').at(-1)).toBe(`${names.length} sent: ${names.length} accepted`)
  const paths = samples().map((sample) => new URL(`/webhooks/${sample.url}`, url).pathname)
  const posted = requests.map((request) => request.url.pathname)
  expect(posted.toSorted()).toEqual(paths.map((path) => path.replace(/\/$/, '')).toSorted())
  expect(new Set(requests.map((request) => request.url.searchParams.get('token')))).toEqual(
    new Set(['of-the-file']),
  )
})

test('--json has the answer to each', async () => {
  const { url } = await receiver(accept)
  const { code, out } = await commbox([
    'send',
    first,
    second,
    '--url',
    url,
    '--token-file',
    tokenFile('t'),
    '--json',
  ])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({
    items: [first, second].map((name) => ({
      name,
      outcome: 'accepted',
      status: 200,
      id: expect.stringMatching(/^id-[12]$/),
      text: 'Object OnNew',
    })),
  })
})

test('a refusal is shown with what is wrong, and the exit code is 1', async () => {
  const bad = textOf(second)
  const { url } = await receiver((request, nth) => (request.body === bad ? refuse() : accept(request, nth)))
  const { code, out, err } = await commbox([
    'send',
    first,
    second,
    third,
    '--url',
    url,
    '--token-file',
    tokenFile('t'),
  ])
  expect(code).toBe(1)
  const lines = out.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^200 {2}.*Object OnNew$/)
  expect(lines[1]).toMatch(
    /^422 {2}.*Invalid: The payload is not as expected\. \(payload\.Id, expected a decimal id/,
  )
  expect(lines[2]).toMatch(/^200 /)
  expect(lines[3]).toBe('3 sent: 2 accepted, 1 refused')
  expect(err).toBe('error: not every webhook was accepted\n')
})

test('a quarantined webhook did not become an event: exit 1', async () => {
  const { url } = await receiver(() => ({
    status: 200,
    body: { id: 'q', quarantined: true, reason: 'unknown-trigger' },
  }))
  const { code, out } = await commbox(['send', first, '--url', url, '--token-file', tokenFile('t')])
  expect(code).toBe(1)
  expect(out).toContain('quarantined: unknown-trigger\n1 sent: 0 accepted, 1 quarantined\n')
})

test('an unknown fixture: near names, exit 2, and nothing is sent', async () => {
  const { url, requests } = await receiver(accept)
  const { code, out, err } = await commbox([
    'send',
    first,
    `${second}x`,
    '--url',
    url,
    '--token-file',
    tokenFile('t'),
  ])
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toContain(`there is no sample ${second}x: did you mean ${second}`)
  expect(requests).toEqual([])
})

test.each([
  ['names and --all', ['send', first, '--all'], 'not both'],
  [
    'a URL that is not one',
    ['send', first, '--url', 'localhost:3000', '--token-file', tokenFile('t')],
    '--url takes',
  ],
  [
    'a token in the query of the URL',
    ['send', first, '--url', 'http://127.0.0.1:9/webhooks?token=s3cret'],
    'use --token-file',
  ],
  [
    'a token before the host of the URL',
    ['send', first, '--url', 'http://commbox:s3cret@127.0.0.1:9/webhooks'],
    'use --token-file',
  ],
  ['no token', ['send', first, '--url', 'http://127.0.0.1:9/webhooks'], 'no token'],
])('%s: exit 2 with the usage', async (_what, args, says) => {
  const { code, err } = await commbox(args, { COMMBOX_LOCAL_DIR: scratchFolder() })
  expect(code).toBe(2)
  expect(err).toContain(says)
  expect(err).not.toContain('s3cret')
  expect(err).toContain('Usage: npm run commbox -- send')
})

test('if nothing listens, the error is one line without the token', async () => {
  const { url } = await receiver(accept)
  for (const close of closing.splice(0)) close()
  const { code, err } = await commbox(['send', '--all', '--url', url, '--token-file', tokenFile('secret')])
  expect(code).toBe(1)
  expect(err).toBe(`error: nothing answers at ${url}: start the local stack with npm start\n`)
})

test('a broken connection is reported for its webhook, and the others continue', async () => {
  const { url } = await receiver((_request, nth) =>
    nth === 1 ? Promise.reject(new Error('broken')) : accept(_request, nth),
  )
  const { code, out } = await commbox(['send', first, second, '--url', url, '--token-file', tokenFile('t')])
  expect(code).toBe(1)
  expect(out).toMatch(/^--- {2}.*no answer \(.+\)$/m)
  expect(out).toContain('2 sent: 1 accepted, 1 without an answer\n')
})

test("the local stack's token goes only to the local stack", async () => {
  const [local, other] = [await receiver(accept), await receiver(accept)]
  const file = outputsFile({
    CommBoxWebhooks: { WebhookUrl: local.url },
    Local: {
      Token: 'local',
      AccessKeyId: 'LOCAL',
      SecretAccessKey: 'secret',
      DynamoDbEndpoint: 'http://127.0.0.1:9',
      S3Endpoint: 'http://127.0.0.1:9',
      SqsEndpoint: 'http://127.0.0.1:9',
    },
  })
  const env = { COMMBOX_TOKEN: 'of-the-environment' }
  for (const args of [[], ['--url', local.url], ['--url', other.url]]) {
    expect(await commbox(['send', first, '--outputs', file, ...args], env)).toMatchObject({ code: 0 })
  }
  const tokens = ({ requests }: typeof local) => requests.map(({ url }) => url.searchParams.get('token'))
  expect(tokens(local)).toEqual(['local', 'local'])
  expect(tokens(other)).toEqual(['of-the-environment'])
})

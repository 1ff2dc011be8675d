import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalStack, startLocalStack } from '../infra/local/stack.ts'
import { isObject, type JsonObject, parseJson } from '../shared/commbox/json.ts'
import { entities } from '../shared/names.ts'
import { tables } from '../shared/tables.ts'
import { deliveries, finalStates, malformed, receivedAt } from './fixtures.ts'
import { type StackTables, stackTables } from './stack-tables.ts'

/*
 * The whole way on the bundles that are deployed and the template that is deployed: HTTP, queues, consumers, tables.
 * The tests build on each other, in the order in which they stand here.
 */

const dir = mkdtempSync(join(tmpdir(), 'commbox-end-to-end-'))
let stack: LocalStack
let database: StackTables

beforeAll(async () => {
  stack = await startLocalStack({ dir, onError: (line) => errors.push(line) })
  database = stackTables(stack)
})
afterAll(async () => {
  database.close()
  await stack.stop()
  rmSync(dir, { recursive: true, force: true })
})

const errors: string[] = []

async function post(url: string, body: Buffer, init: RequestInit = {}): Promise<Response> {
  const path = url.split('/').filter(Boolean).map(encodeURIComponent).join('/')
  // One delivery a millisecond: which came first is then certain.
  await setTimeout(2)
  return await fetch(`${stack.url}/webhooks${path && `/${path}`}?token=${stack.token}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    ...init,
  })
}

async function answerOf(response: Response): Promise<JsonObject> {
  const answer = parseJson(await response.text())
  return isObject(answer) ? answer : {}
}

async function drained(): Promise<void> {
  const left = await stack.drain()
  expect(left.filter(({ messages }) => messages > 0)).toEqual([])
}

async function everything(): Promise<Record<string, JsonObject[]>> {
  const found: Record<string, JsonObject[]> = {}
  for (const entity of entities) found[entity] = await database.items(entity)
  return found
}

const fixtures = deliveries()
/** The delivery id that each fixture was answered with. */
const ids = new Map<string, string>()

const eventsOf = (items: JsonObject[]) => items.filter(({ record }) => String(record).startsWith('event#'))

describe('every documented webhook', () => {
  test('is accepted, with its entity and trigger', { timeout: 60_000 }, async () => {
    for (const { name, body, expected } of fixtures) {
      const response = await post(expected.url, body)
      const answer = await answerOf(response)
      expect({ name, status: response.status, ...answer }).toMatchObject({
        name,
        status: 200,
        entity: expected.entity,
        trigger: expected.trigger,
      })
      ids.set(name, String(answer.id))
    }
    await drained()
    expect(errors).toEqual([])
    expect(await database.items('Quarantine')).toEqual([])
  })

  test('is in its table, field by field', async () => {
    const items = await everything()
    for (const { name, expected } of fixtures) {
      const { partitionKey } = tables[expected.entity]
      const stored = eventsOf(items[expected.entity] ?? []).filter(
        ({ deliveryId }) => deliveryId === ids.get(name),
      )
      // What was told before under the same id and with the same content is there already.
      const told = expected.sameEventAs === undefined ? expected.events : []
      expect({
        name,
        events: stored.map((item) => ({ key: item[partitionKey], ...attributesOf(item) })).sort(byText),
      }).toEqual({
        name,
        events: told
          .map(({ key, occurredAt, attributes }) => ({
            key,
            trigger: expected.trigger,
            ...(expected.brand ? { brand: expected.brand } : {}),
            occurredAt: occurredAt ?? receivedAt,
            ...attributes,
          }))
          .sort(byText),
      })
      for (const text of expected.payloadHolds ?? []) {
        for (const item of stored)
          expect(JSON.stringify(item.payload)).toContain(JSON.stringify(text).slice(1, -1))
      }
    }
  })

  test('leads to the states that the article tells', async () => expectFinalStates())

  test('changes nothing when it comes again, in any order, if it has an identity of its own', {
    timeout: 60_000,
  }, async () => {
    const before = await everything()
    const known = fixtures.filter(({ expected }) => expected.identity !== 'delivery')
    expect(known.length).toBeGreaterThan(90)
    for (const { body, expected } of [...known.toReversed(), ...shuffled(known)])
      await post(expected.url, body)
    await drained()
    expect(await everything()).toEqual(before)
  })

  test('is one event more when it comes again without one, and says the same', {
    timeout: 60_000,
  }, async () => {
    const before = await everything()
    const unknown = fixtures.filter(({ expected }) => expected.identity === 'delivery')
    for (const { body, expected } of unknown) await post(expected.url, body)
    await drained()
    const after = await everything()
    for (const entity of entities) {
      const told = unknown
        .filter(({ expected }) => expected.entity === entity)
        .flatMap(({ expected }) => expected.events)
      expect(eventsOf(after[entity] ?? []).length).toBe(eventsOf(before[entity] ?? []).length + told.length)
    }
    await expectFinalStates()
  })
})

/** States as they are expected; where an expectation says the time of receipt, one of a delivery of that thing. */
async function expectFinalStates(): Promise<void> {
  const expected = finalStates()
  for (const entity of entities) {
    const { partitionKey } = tables[entity]
    const items = await database.items(entity)
    const shown = items
      .filter(({ record }) => record === 'state')
      .map((item) => {
        const key = String(item[partitionKey])
        const receipts = items.filter((other) => other[partitionKey] === key).map((other) => other.receivedAt)
        return [key, stateOf(item, receipts, expected[entity][key] ?? {})]
      })
    expect(Object.fromEntries(shown)).toEqual(expected[entity])
  }
}

/** What a state shows, without what it remembers for the sake of events to come. */
function stateOf(
  item: JsonObject,
  receipts: unknown[],
  expected: Record<string, unknown>,
): Record<string, unknown> {
  const left = [
    'record',
    'registers',
    'revision',
    'streamNames',
    'formerTags',
    ...Object.values(tables).map((table) => table.partitionKey),
  ]
  return Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !left.includes(name) || name in expected)
      .filter(([name]) => name !== 'updatedAt' || name in expected)
      .map(([name, value]) => [
        name,
        expected[name] === receivedAt && receipts.includes(value) ? receivedAt : value,
      ]),
  )
}

const base = ['record', 'eventId', 'fingerprint', 'receivedAt', 'deliveryId', 'payload', 'month']

function attributesOf(item: JsonObject): JsonObject {
  const keys = [...base, 'objectId', 'tagKey']
  const isUser = item.trigger !== 'OnUserExit'
  const shown = Object.entries(item).filter(
    ([name]) => !keys.includes(name) && !(isUser && name === 'userId'),
  )
  const attributes = Object.fromEntries(shown)
  return item.occurredAt === item.receivedAt ? { ...attributes, occurredAt: receivedAt } : attributes
}

function byText(a: object, b: object): number {
  const [left, right] = [a, b].map((each) => JSON.stringify(Object.entries(each).sort()))
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/** In another order, the same in every run. */
function shuffled<Member>(members: readonly Member[]): Member[] {
  return members
    .map((member, index) => ({ member, place: (index * 7919) % members.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ member }) => member)
}

describe('what is no event', () => {
  test.each(malformed())(
    '$name is answered with its status, and kept as received',
    async ({ body, expected }) => {
      const init = { headers: {}, ...(expected.method ? { method: expected.method } : {}) }
      const response = await post(
        expected.url,
        body,
        expected.method === 'GET' ? { method: 'GET', body: null } : init,
      )
      expect(response.status).toBe(expected.status)
      const answer = await answerOf(response)
      if (expected.status !== 200) {
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        expect(answer).toMatchObject({
          status: expected.status,
          title: expect.any(String),
          detail: expect.any(String),
        })
      }
      await drained()
      const row = (await database.items('Quarantine')).find(({ deliveryId }) => deliveryId === answer.id)
      expect(row?.reason).toBe(expected.kept ? expected.reason : undefined)
      if (row) {
        expect(
          Buffer.from(String(row.body), row.bodyEncoding === 'base64' ? 'base64' : 'utf8').equals(body),
        ).toBe(true)
        expect(row.path).not.toContain('token')
      }
    },
  )

  test('a request without a token, or with a wrong one, is refused before its body is looked at', async () => {
    const before = (await database.items('Quarantine')).length
    for (const query of ['', '?token=', '?token=wrong', `?token=${stack.token}x`]) {
      const response = await fetch(`${stack.url}/webhooks/object/on-new${query}`, {
        method: 'POST',
        body: '{',
      })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ status: 401, title: 'No valid token' })
    }
    await drained()
    expect(await database.items('Quarantine')).toHaveLength(before)
  })

  test('the token is taken from the headers as well', async () => {
    const basic = Buffer.from(`commbox:${stack.token}`).toString('base64')
    for (const authorization of [`Bearer ${stack.token}`, `Basic ${basic}`]) {
      const response = await fetch(`${stack.url}/webhooks/user/login`, { headers: { authorization } })
      expect(await response.json()).toMatchObject({ ok: true, entity: 'User', trigger: 'Login' })
    }
  })

  test('a body of 7 MB is refused, with the limit in the text', async () => {
    const response = await post('object/on-new-child', Buffer.alloc(7 * 1024 * 1024, ' '))
    expect(response.status).toBe(413)
    expect((await answerOf(response)).detail).toContain('6 MB')
  })

  test.each(['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    '%s is no route, as in an HTTP API',
    async (method) => {
      const response = await fetch(`${stack.url}/webhooks/object?token=${stack.token}`, { method })
      expect(response.status).toBe(404)
    },
  )
})

describe('a body that is too large for a queue', () => {
  test('lies in the bucket, and its event has the key of it', async () => {
    const Message = 'שלום 😀 '.repeat(40_000)
    const payload = {
      Id: '4999',
      Message,
      Content: { languages: { Item1: 'he', Item2: '49991' } },
      CreateDate: '09-06-2024 07:28:47',
    }
    const response = await post('object/on-new-child', Buffer.from(JSON.stringify({ payload })))
    expect(response.status).toBe(200)
    await drained()
    const [event] = eventsOf((await database.items('Object')).filter(({ objectId }) => objectId === '4999'))
    expect(event?.payload).toBeUndefined()
    expect(event?.text).toBe(`${[...Message].slice(0, 2000).join('')}…`)
    expect(JSON.parse(await database.body(String(event?.payloadKey)))).toEqual(payload)
  })
})

test('no token, and nothing that a customer wrote, is in the functions’ logs', () => {
  const log = readFileSync(stack.logFile, 'utf8')
  expect(log).toContain('"deliveryId"')
  const secrets = [
    stack.token,
    'FirstMessage',
    'Mendy',
    'mendyDoe123@gmail.com',
    '972539640001',
    'Michael Rebon',
    '213.57.31.162',
    'Hello World',
    'TESTNAME',
    'שלום',
  ]
  for (const secret of secrets) expect(log).not.toContain(secret)
})

import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeDelivery, decodeQuarantined } from '../../../shared/events/delivery.ts'
import { shortHash } from '../../../shared/events/fingerprint.ts'
import { type IngestParts, ingestHandler } from '../../../shared/ingest/handler.ts'
import * as otherBodies from '../../../shared/ingest/other-bodies.ts'
import { fc } from '../../seed.ts'
import { gatewayEvent, hashes, hashOf, received, token } from './requests.ts'

/** The parts of a handler, with records of what it sent, put and logged. */
function recorder(failing: Partial<IngestParts> = {}) {
  const sent: [string, string][] = []
  const bodies = new Map<string, string>()
  const logged: Record<string, unknown>[] = []
  const handler = ingestHandler({
    hashes,
    bodies: {
      put: async (key, body) => void bodies.set(key, body),
      get: async (key) => bodies.get(key) ?? Promise.reject(new Error('none')),
    },
    send: async (pipeline, message) => void sent.push([pipeline, message]),
    log: (entry) => void logged.push(entry),
    others: async () => otherBodies,
    ...failing,
  })
  return { handler, sent, bodies, logged }
}

const login = {
  Event: { Subscription: 'User', Name: 'Login', Brand: 'acme', User: { Id: '1', Email: 'secret@b' } },
}
const at = (entity: string, trigger = '') => ({ rawPath: `/webhooks/${entity}/${trigger}` })

describe('a delivery', () => {
  test("goes to its entity's queue, under the gateway's id and time", async () => {
    const { handler, sent } = recorder()
    expect(await handler(gatewayEvent(login))).toMatchObject({ statusCode: 200 })
    expect(sent.map(([pipeline]) => pipeline)).toEqual(['User'])
    expect(decodeDelivery(sent[0]?.[1] ?? '')).toEqual({
      version: 1,
      deliveryId: 'delivery-1',
      receivedAt: received,
      entity: 'User',
      trigger: 'Login',
      brand: 'acme',
      payload: login.Event.User,
    })
  })

  test.each([
    ['Form', 'On%20Submit'],
    ['chat', undefined],
    ['TAG', 'on-delete'],
  ])('is known by its URL: %s, %s', async (entity, trigger) => {
    const { handler, sent } = recorder()
    const payload = { ObjectId: '1', Object: { Id: '1' }, tagId: '1' }
    expect(await handler(gatewayEvent({ payload }, at(entity, trigger)))).toMatchObject({ statusCode: 200 })
    expect(sent[0]?.[0].toLowerCase()).toBe(entity.toLowerCase())
  })

  test('in base64, and with a token in the header', async () => {
    const { handler, sent } = recorder()
    const body = Buffer.from(`\uFEFF${JSON.stringify(login)}`).toString('base64')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
    const event = gatewayEvent(body, { isBase64Encoded: true, headers, queryStringParameters: {} })
    expect(await handler(event)).toMatchObject({ statusCode: 200 })
    expect(sent).toHaveLength(1)
  })

  test('too large for a message leaves its payload in the bucket', async () => {
    const { handler, sent, bodies } = recorder()
    const payload = { Id: '1', Message: 'א'.repeat(200_000) }
    expect(await handler(gatewayEvent({ payload }, at('Object', 'OnNew')))).toMatchObject({ statusCode: 200 })
    const message = decodeDelivery(sent[0]?.[1] ?? '')
    expect(message?.payload).toBeUndefined()
    expect(JSON.parse(bodies.get(message?.payloadKey ?? '') ?? '')).toEqual(payload)
  })
})

test('a 401 says what to check', async () => {
  const { handler } = recorder()
  const detailOf = async (more: object) =>
    JSON.parse((await handler(gatewayEvent('{', { queryStringParameters: {}, ...more }))).body).detail
  expect(await detailOf({ rawQueryString: '' })).toMatch(/^Add the token to the URL/)
  expect(await detailOf({ rawQueryString: `Token=${token}` })).toMatch(/another case/)
  const rawPath = `/webhooks&token=${token}`
  expect(await detailOf({ rawQueryString: '', rawPath })).toMatch(/question mark/)
})

describe('every request is read, whatever its path', () => {
  test.each([
    '/Webhooks/User/Login',
    '//webhooks//user/login/',
    '/web-hooks/USER/Log_In',
    '/webhooks/user/Log%20In',
    '/webhooks/%20/user/login',
  ])('%s is a path of User.Login', async (rawPath) => {
    const { handler, sent } = recorder()
    expect(await handler(gatewayEvent({ payload: { Id: '1' } }, { rawPath }))).toMatchObject({
      statusCode: 200,
    })
    expect(decodeDelivery(sent[0]?.[1] ?? '')).toMatchObject({ entity: 'User', trigger: 'Login' })
  })

  test.each(['/webhooks/user/login/more', '/webhooks/user/log/in', '/webhooks/user/%', '/webhooks/%zz/%00'])(
    'what is posted to %s is refused, counted and kept',
    async (rawPath) => {
      const { handler, sent, logged } = recorder()
      const reply = await handler(gatewayEvent({ payload: { Id: '1' } }, { rawPath }))
      expect(JSON.parse(reply.body)).toMatchObject({ status: 404, known: expect.any(Array) })
      expect(sent.map(([pipeline]) => pipeline)).toEqual(['Quarantine'])
      expect(logged[0]).toMatchObject({ metrics: { Quarantined: 1, Refused: 1 } })
    },
  )

  test.each(['/', '/webhook', '/favicon.ico', '/webhooksx/user', '/%'])(
    "%s is a stranger's: 404, neither kept nor counted",
    async (rawPath) => {
      const { handler, sent, logged } = recorder()
      const reply = await handler(gatewayEvent({ payload: { Id: '1' } }, { rawPath }))
      expect(reply.statusCode).toBe(404)
      expect(JSON.parse(reply.body)).not.toHaveProperty('issues')
      expect(sent).toEqual([])
      expect(logged).toEqual([expect.not.objectContaining({ metrics: expect.anything() })])
    },
  )
})

describe('what is refused and kept', () => {
  test('goes to quarantine with its body', async () => {
    const { handler, sent } = recorder()
    expect(await handler(gatewayEvent('{"payload":', at('Object')))).toMatchObject({ statusCode: 400 })
    expect(sent.map(([pipeline]) => pipeline)).toEqual(['Quarantine'])
    expect(decodeQuarantined(sent[0]?.[1] ?? '')).toMatchObject({ reason: 'not-json', body: '{"payload":' })
  })

  test('whose URL has the token in its path is kept without it', async () => {
    const { handler, sent } = recorder()
    const rawPath = `/webhooks/object/onnew&token=${token}`
    const reply = await handler(gatewayEvent({ payload: { Id: '1' } }, { rawPath }))
    expect(reply.statusCode).toBe(404)
    expect(decodeQuarantined(sent[0]?.[1] ?? '')).toMatchObject({
      path: '/webhooks/object/onnew&token=…',
      trigger: 'onnew&token=…',
    })
    expect(JSON.stringify([sent, reply])).not.toContain(token)
  })

  test('as XML, compressed, in another charset or as a form is read', async () => {
    const xml = '<Event Subscription="Object" Name="OnNew"><Object Id="7" Message="שלום"/></Event>'
    const hebrew = Buffer.concat([
      Buffer.from('{"payload":{"Id":"7","Message":"'),
      Buffer.from([0xf9]),
      Buffer.from('"}}'),
    ])
    const form = new URLSearchParams({ payload: '{"Id":"7"}' })
    for (const [bytes, headers] of [
      [Buffer.from(xml), { 'content-type': 'application/soap+xml' }],
      [gzipSync(xml), { 'content-encoding': 'gzip' }],
      [deflateRawSync(xml), { 'content-encoding': 'deflate' }],
      [hebrew, { 'content-type': 'x/y; charset=windows-1255' }],
      [Buffer.from(String(form)), { 'content-type': 'application/x-www-form-urlencoded' }],
    ] as const) {
      const { handler, sent } = recorder()
      const event = gatewayEvent(bytes.toString('base64'), {
        headers,
        isBase64Encoded: true,
        ...at('Object', 'OnNew'),
      })
      expect(await handler(event)).toMatchObject({ statusCode: 200 })
      expect(decodeDelivery(sent[0]?.[1] ?? '')).toMatchObject({ trigger: 'OnNew', payload: { Id: '7' } })
    }
  })

  test('that cannot be decoded is refused and kept, never stored with other characters', async () => {
    const { handler, sent } = recorder()
    const body = Buffer.from([0x7b, 0x22, 0xf9, 0x22, 0x7d]).toString('base64')
    const reply = await handler(gatewayEvent(body, { isBase64Encoded: true }))
    expect(reply.statusCode).toBe(400)
    expect(decodeQuarantined(sent[0]?.[1] ?? '')).toMatchObject({ body, bodyEncoding: 'base64' })
  })

  test('too large for a message leaves its body in the bucket', async () => {
    const { handler, sent, bodies } = recorder()
    const body = `{"payload": ${' '.repeat(500_000)}`
    expect(await handler(gatewayEvent(body))).toMatchObject({ statusCode: 400 })
    const bodyKey = 'Quarantine/2025-01-02/delivery-1.json'
    expect(decodeQuarantined(sent[0]?.[1] ?? '')).toMatchObject({ body: '', bodyKey })
    expect([...bodies]).toEqual([[bodyKey, body]])
  })

  test('bytes stay bytes', async () => {
    const { handler, sent } = recorder()
    const body = gzipSync('{}').subarray(0, -9).toString('base64')
    expect(await handler(gatewayEvent(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 400 })
    expect(decodeQuarantined(sent[0]?.[1] ?? '')).toMatchObject({ body, bodyEncoding: 'base64' })
  })
})

/** What an item of DynamoDB takes, in bytes; SQS takes more. */
const largestItem = 400 * 1024

describe('no message is larger than a row can be, whatever is large in the body', () => {
  const large = 'x'.repeat(2 * 1024 * 1024)
  test.each([
    ['the payload', { Event: { Subscription: 'User', Name: 'Login', User: { Id: '1', Remarks: large } } }],
    ['an unknown entity', { Event: { Subscription: large, Name: 'Login', User: { Id: '1' } } }],
    ['an unknown trigger', { Event: { Subscription: 'User', Name: large, User: { Id: '1' } } }],
    ['the brand', { Event: { Subscription: 'User', Name: 'Login', Brand: large, User: { Id: '1' } } }],
    [
      'the id of the request',
      { Event: { Subscription: 'User', Name: 'Login', User: { Id: '1', requestId: large } } },
    ],
    ['the issues', { payload: { Activities: { Activity: Array.from({ length: 20_000 }, () => 1) } } }],
  ])('%s', async (_what, body) => {
    const { handler, sent } = recorder()
    await handler(gatewayEvent(body))
    expect(sent).toHaveLength(1)
    expect(Buffer.byteLength(sent[0]?.[1] ?? '')).toBeLessThanOrEqual(largestItem)
  })
})

describe('a message of 128 KB has its body, and a larger one has its key', () => {
  const user = (Remarks: string) => ({
    Event: { Subscription: 'User', Name: 'Login', User: { Id: '1', Remarks } },
  })
  test.each([
    ['User', user],
    ['Quarantine', (text: string) => `{${text}`],
  ])('%s', async (pipeline, bodyWith) => {
    const sentWith = async (length: number) => {
      const { handler, sent, bodies } = recorder()
      await handler(gatewayEvent(bodyWith('x'.repeat(length))))
      return { message: sent[0]?.[1] ?? '', keys: [...bodies.keys()] }
    }
    const empty = await sentWith(0)
    const room = 128 * 1024 - Buffer.byteLength(empty.message)
    const full = await sentWith(room)
    expect(full.keys).toEqual([])
    expect(Buffer.byteLength(full.message)).toBe(128 * 1024)
    expect((await sentWith(room + 1)).keys).toEqual([`${pipeline}/2025-01-02/delivery-1.json`])
  })
})

test('what reads other bodies is loaded only for one that may need it', async () => {
  let loads = 0
  const others = async () => {
    loads += 1
    return otherBodies
  }
  const { handler } = recorder({ others })
  for (const body of [login, '', '[]']) await handler(gatewayEvent(body))
  const { body: _, ...bare } = gatewayEvent('')
  await handler(bare)
  expect(loads).toBe(0)
  await handler(gatewayEvent('<a/>'))
  expect(loads).toBe(1)
})

describe('nothing is sent', () => {
  const { queryStringParameters: _, ...withoutQuery } = gatewayEvent(login, { rawQueryString: '' })
  test.each([
    ['without a token', 401, gatewayEvent(login, { queryStringParameters: {} })],
    ['without a query', 401, withoutQuery],
    ['by another method, with a large body', 405, gatewayEvent('x'.repeat(2 ** 21), {}, 'PUT')],
    ['with another token', 401, gatewayEvent('{', { queryStringParameters: { token: 'other' } })],
    ['by another method', 405, gatewayEvent(login, {}, 'DELETE')],
    ['for a connection test', 200, gatewayEvent('', at('User'), 'GET')],
    ['for a connection test of an unknown name', 404, gatewayEvent('', at('Robot'), 'GET')],
    ['for a connection test without a token', 401, gatewayEvent('', { queryStringParameters: {} }, 'GET')],
    ['of more than 6 MB', 413, gatewayEvent('x'.repeat(7 * 1024 * 1024))],
  ])('%s', async (_why, statusCode, event) => {
    const { handler, sent, bodies } = recorder()
    expect(await handler(event)).toMatchObject({ statusCode })
    expect(sent).toEqual([])
    expect(bodies.size).toBe(0)
  })
})

describe('503', () => {
  const failing = async () => Promise.reject(new Error('secret of the SDK'))

  test.each([
    ['a delivery', gatewayEvent(login)],
    ['what is kept', gatewayEvent('{')],
    ['news', gatewayEvent({ Event: { Subscription: 'Robot', Name: 'OnBeep', Robot: {} } })],
  ])('where the queue does not take %s', async (_what, event) => {
    const { handler, logged } = recorder({ send: failing })
    const { statusCode, body } = await handler(event)
    expect(statusCode).toBe(503)
    expect(JSON.parse(body)).toMatchObject({ status: 503, id: 'delivery-1' })
    expect(JSON.parse(body)).not.toHaveProperty('issues')
    expect(JSON.stringify([body, logged])).not.toContain('secret')
    // It is not counted as refused: the API counts its server errors.
    expect(logged).toEqual([
      { level: 'error', message: 'not queued', error: 'Error', deliveryId: 'delivery-1' },
      {
        ...{ level: 'warn', message: 'refused', reason: 'not-queued' },
        ...{ deliveryId: 'delivery-1', token: 'first', status: 503 },
      },
    ])
  })

  test('where the bucket does not take a large one: then no message is sent', async () => {
    const { handler, sent } = recorder({ bodies: { put: failing, get: failing } })
    const event = gatewayEvent({ payload: { Id: '1', Message: 'x'.repeat(300_000) } }, at('Object', 'OnNew'))
    expect(await handler(event)).toMatchObject({ statusCode: 503 })
    expect(sent).toEqual([])
  })
})

describe('the log has one line for each request, by which it can be found', () => {
  const found = { deliveryId: 'delivery-1', token: 'first' }
  const names = { entity: undefined, trigger: undefined, brand: undefined }
  test.each([
    [
      'what is accepted',
      gatewayEvent(login),
      { level: 'info', message: 'accepted', entity: 'User', trigger: 'Login', brand: 'Acme', status: 200 },
    ],
    [
      'what is refused and kept',
      gatewayEvent('{'),
      { level: 'warn', message: 'quarantined', reason: 'not-json', status: 400, ...names },
    ],
    [
      'what is only refused',
      gatewayEvent(login, {}, 'PUT'),
      { level: 'warn', message: 'refused', reason: 'method-not-allowed', status: 405 },
    ],
    [
      'a connection test',
      gatewayEvent('', at('tag', 'on-add'), 'GET'),
      { level: 'info', message: 'tested', entity: 'Tag', trigger: 'OnAdd', status: 200 },
    ],
    [
      'a connection test of an unknown name, which is no delivery',
      gatewayEvent('', at('robot'), 'GET'),
      { level: 'warn', message: 'refused', reason: 'unknown-name', status: 404 },
    ],
  ])('%s', async (_what, event, entry) => {
    const { handler, logged } = recorder({ brands: ['Acme'] })
    await handler(event)
    expect(logged.map(({ metrics, ...line }) => line)).toEqual([{ ...found, ...entry }])
    const isDelivery = ['accepted', 'quarantined'].includes(entry.message)
    expect(logged[0]?.metrics !== undefined).toBe(isDelivery)
  })
})

describe('the names in the log', () => {
  test.each([
    ['anyone’s text in a URL', '{', at('Mendy Doe', '0501234567'), {}],
    [
      'known ones in a URL, as we write them',
      '{',
      at('object', 'on-new'),
      { entity: 'Object', trigger: 'OnNew' },
    ],
    ['an unknown trigger', { payload: {} }, at('object', 'Mendy'), { entity: 'Object' }],
    [
      'an unknown trigger of an envelope',
      { Event: { Subscription: 'User', Name: 'Mendy', User: {} } },
      {},
      { entity: 'User' },
    ],
  ])('%s', async (_what, body, path, names) => {
    const { handler, logged } = recorder()
    await handler(gatewayEvent(body, path))
    const { entity, trigger } = logged[0] ?? {}
    expect({ entity, trigger }).toEqual({ entity: undefined, trigger: undefined, ...names })
    expect(JSON.stringify(logged)).not.toMatch(/Mendy|0501234567/)
  })
})

describe('what is counted', () => {
  test.each([
    ['a delivery that is queued', login, { Accepted: 1 }],
    ['one that is refused and kept', '{', { Quarantined: 1, Refused: 1 }],
    ['news', { Event: { Subscription: 'Planet', Name: 'OnNew' } }, { Quarantined: 1, UnknownTriggers: 1 }],
  ])('%s', async (_what, body, metrics) => {
    const { handler, logged } = recorder()
    await handler(gatewayEvent(body))
    expect(logged).toEqual([expect.objectContaining({ metrics })])
  })

  test('one without a token', async () => {
    const { handler, logged } = recorder()
    await handler(gatewayEvent(login, { queryStringParameters: {} }))
    expect(logged).toEqual([expect.objectContaining({ metrics: { Refused: 1 }, reason: 'unauthorized' })])
  })
})

describe('neither an answer nor the log holds a value of the body, or the token', () => {
  const marked = fc.oneof(
    fc.string({ maxLength: 8 }).map((text) => `§${text}`),
    fc.constant(7_470_047),
  )
  const names = [
    'Id',
    'Tags',
    'Tag',
    'Activities',
    'Activity',
    'Children',
    'Child',
    'tagId',
    'groupId',
    'eventName',
  ]
  const more = [
    'User',
    'Object',
    'Content',
    'Data',
    'Type',
    'CreateDate',
    'ObjectId',
    'Score',
    'FormUrl',
    'requestId',
  ]
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      marked,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, ...more), tie('value'), { maxKeys: 5 }),
      fc.dictionary(fc.string({ maxLength: 4 }), tie('value'), { maxKeys: 3 }),
    ),
  }))
  const word = fc.constantFrom(
    'Object',
    'User',
    'Tag',
    'Chat',
    'OnNewActivity',
    'OnAdd',
    'OnUpdateTag',
    '§Robot',
  )
  const envelope = fc.oneof(
    value,
    fc.record({ payload: value }),
    fc.record({
      Event: fc.record({ Subscription: word, Name: word, Object: value, User: value, Tag: value }),
    }),
  )
  const entity = fc.constantFrom(undefined, 'object', 'user', 'tag', 'satisfaction', 'form', 'chat')

  test('of any body', async () => {
    await fc.assert(
      fc.asyncProperty(envelope, entity, async (body, name) => {
        const { handler, logged } = recorder()
        const reply = await handler(gatewayEvent(body, name ? at(name) : {}))
        expect(JSON.stringify([reply, logged])).not.toMatch(/§|7470047/)
        expect(JSON.stringify([reply, logged])).not.toContain(token)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a body above a megabyte', () => {
  const body = JSON.stringify({ Event: { ...login.Event, User: { Id: '1', Remarks: 'x'.repeat(2 ** 20) } } })

  test('is in the bucket as it came before it is parsed, and before anything is sent', async () => {
    const done: string[] = []
    const { handler } = recorder({
      bodies: {
        put: async (key, text) => void done.push(`${key} ${text === body}`),
        get: async () => '',
      },
      send: async (pipeline) => void done.push(pipeline),
    })
    expect(await handler(gatewayEvent(body))).toMatchObject({ statusCode: 200 })
    expect(done).toEqual([
      'Received/2025-01-02/delivery-1.json true',
      'User/2025-01-02/delivery-1.json false',
      'User',
    ])
  })

  test.each([
    ['a megabyte', 2 ** 20, false],
    ['more than a megabyte', 2 ** 20 + 1, true],
    ['the largest body', 6 * 2 ** 20, true],
  ])('is one of more bytes than that, up to the largest: %s', async (_what, length, isKept) => {
    const { handler, bodies } = recorder()
    await handler(gatewayEvent(' '.repeat(length)))
    expect(bodies.has('Received/2025-01-02/delivery-1.json')).toBe(isKept)
  })

  test('is refused if it cannot be kept', async () => {
    const put = () => Promise.reject(new Error('no bucket'))
    const { handler, sent } = recorder({ bodies: { put, get: async () => '' } })
    expect(await handler(gatewayEvent(body))).toMatchObject({ statusCode: 503 })
    expect(sent).toEqual([])
  })
})

test('a body is not decoded before its sender is known', async () => {
  const { handler } = recorder()
  const event = gatewayEvent('', { isBase64Encoded: true, queryStringParameters: { token: 'other' } })
  Object.defineProperty(event, 'body', {
    get: () => {
      throw new Error('the body was read')
    },
  })
  expect(await handler(event)).toMatchObject({ statusCode: 401 })
})

describe('a token with a scope', () => {
  const scoped = { hashes: [{ ...hashOf(token), scope: { brands: ['Acme'], entities: ['User' as const] } }] }
  const tag = { Event: { Subscription: 'Tag', Name: 'OnAdd', Brand: 'acme', Tag: { tagId: '1' } } }
  const other = { Event: { ...login.Event, Brand: 'Globex' } }
  test.each([
    ['may send its brand and entity', 200, undefined, login],
    ['may send without a brand', 200, undefined, { Event: { ...login.Event, Brand: undefined } }],
    ['may not send another brand', 403, 'brand-not-allowed', other],
    ['may not send another entity', 403, 'entity-not-allowed', tag],
  ])('%s', async (_what, statusCode, reason, body) => {
    const { handler, sent } = recorder(scoped)
    expect(await handler(gatewayEvent(body))).toMatchObject({ statusCode })
    expect(decodeQuarantined(sent[0]?.[1] ?? '')?.reason).toBe(reason)
  })

  test('may only send what the stage accepts as well', async () => {
    const { handler } = recorder({ ...scoped, brands: ['Globex'] })
    expect(await handler(gatewayEvent(login))).toMatchObject({ statusCode: 403 })
    expect(await handler(gatewayEvent(other))).toMatchObject({ statusCode: 403 })
  })
})

test('a delivery without a brand is refused and kept if the stage requires one', async () => {
  const { handler, sent } = recorder({ brands: ['Acme'], requiresBrand: true })
  const bare = gatewayEvent({ payload: login.Event.User }, at('User', 'Login'))
  expect(await handler(bare)).toMatchObject({ statusCode: 403 })
  expect(decodeQuarantined(sent[0]?.[1] ?? '')).toMatchObject({ reason: 'brand-not-allowed' })
  expect(await handler(gatewayEvent(login))).toMatchObject({ statusCode: 200 })
})

test('a brand that is not configured is logged by its hash', async () => {
  const { handler, logged } = recorder()
  await handler(gatewayEvent(login))
  await handler(gatewayEvent({ Event: { ...login.Event, Name: 'OnWink' } }))
  expect(logged.map(({ brand }) => brand)).toEqual([`#${shortHash('acme')}`, `#${shortHash('acme')}`])
})

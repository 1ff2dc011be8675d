import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { largestBody, largestInline } from '../../shared/events/large-bodies.ts'
import { ingestHandler } from '../../shared/ingest/handler.ts'
import * as otherBodies from '../../shared/ingest/other-bodies.ts'
import { quarantineConsumer } from '../../shared/quarantine/consumer.ts'
import { entityConsumer } from '../../shared/store/consumer.ts'
import { bodiesInMemory, type EmulatedTables, emulatedTables } from '../emulated-tables.ts'
import { sqsRecord } from '../sqs-record.ts'
import { gatewayEvent, hashes } from './ingest/requests.ts'

let emulated: EmulatedTables
beforeAll(async () => {
  emulated = await emulatedTables()
})
afterEach(async () => {
  for (const pipeline of ['Object', 'Quarantine'] as const) {
    await emulated.remove(pipeline, await emulated.items(pipeline))
  }
})
afterAll(() => emulated.close())

/** Posts a body, and gives the answer's status, the message that was queued and what went into the bucket. */
async function post(body: string, isBase64Encoded = false) {
  const bodies = bodiesInMemory()
  const messages: string[] = []
  const handler = ingestHandler({
    hashes,
    bodies,
    send: async (_pipeline, message) => void messages.push(message),
    log: () => {},
    others: async () => otherBodies,
  })
  const event = gatewayEvent(body, {
    isBase64Encoded,
    rawPath: '/webhooks/object/onnewchild',
  })
  const { statusCode, body: answer } = await handler(event)
  return { statusCode, answer, message: messages[0] ?? '', bodies }
}

const payloadOf = (Message: string) => ({
  Id: '7',
  Message,
  ManagerId: '0',
  CreateDate: '09-06-2024 07:28:47',
})
const bodyOf = (Message: string) => JSON.stringify({ payload: payloadOf(Message) })

/** A text of so many bytes of UTF-8: of two, three and four bytes a character, and an `x` where one is left over. */
function textOf(bytes: number): string {
  const unit = 'ש€😀'
  const text = unit.repeat(Math.floor(bytes / 9))
  return text + 'x'.repeat(bytes - Buffer.byteLength(text))
}

describe('what a queue takes', () => {
  test.each([
    [0, false],
    [1, true],
    [-1, false],
  ])('a message of the limit and %i bytes is in the bucket: %s', async (more, isInBucket) => {
    const { message: empty } = await post(bodyOf(''))
    const text = textOf(largestInline - Buffer.byteLength(empty) + more)
    const { statusCode, message, bodies } = await post(bodyOf(text))
    expect(statusCode).toBe(200)
    expect(bodies.stored.size).toBe(isInBucket ? 1 : 0)
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(largestInline)
    if (isInBucket) {
      const [[key, body] = []] = bodies.stored
      expect(JSON.parse(message)).toMatchObject({ payloadKey: key })
      expect(JSON.parse(body ?? '')).toEqual(payloadOf(text))
    } else {
      expect(Buffer.byteLength(message)).toBe(largestInline + more)
      expect(JSON.parse(message).payload).toEqual(payloadOf(text))
    }
  })

  test('what is no event is kept whole in the bucket, too', async () => {
    const body = `{"payload": ${textOf(largestInline)}`
    const { statusCode, message, bodies } = await post(body)
    expect(statusCode).toBe(400)
    const quarantined = JSON.parse(message)
    expect(quarantined).toMatchObject({ reason: 'not-json', body: '' })
    expect(await bodies.get(quarantined.bodyKey)).toBe(body)
  })
})

describe('what a function takes, which is more than Lambda', () => {
  test.each([
    [-1, 200],
    [0, 200],
    [1, 413],
  ])('a body of 6 MB and %i bytes gets %i', async (more, status) => {
    const text = textOf(largestBody - Buffer.byteLength(bodyOf('')) + more)
    const { statusCode, answer, message } = await post(bodyOf(text))
    expect(statusCode).toBe(status)
    if (status === 413) {
      expect(answer).toContain('about 5 MB of JSON')
      expect(message).toBe('')
    }
  })

  test('bytes count, and not the characters of base64', async () => {
    const body = Buffer.from(bodyOf(textOf(largestBody - Buffer.byteLength(bodyOf('')))))
    expect((await post(body.toString('base64'), true)).statusCode).toBe(200)
    const more = Buffer.concat([body, Buffer.from(' ')])
    expect((await post(more.toString('base64'), true)).statusCode).toBe(413)
  })
})

/** An item's size by DynamoDB's documented rules: names and texts in bytes, a number half its digits, 1 a member. */
function sizeOf(item: JsonObject): number {
  const size = (value: object): number => {
    const [[type, content] = ['NULL', true]] = Object.entries(value)
    if (type === 'S') return Buffer.byteLength(content)
    if (type === 'N') return Math.ceil(String(content).replace(/^-|\./g, '').length / 2) + 1
    if (type === 'L') return 3 + content.reduce((sum: number, member: object) => sum + 1 + size(member), 0)
    if (type === 'M') return 3 + membersSize(content, 1)
    return 1
  }
  const membersSize = (members: Record<string, object>, each: number) =>
    Object.entries(members).reduce(
      (sum, [name, value]) => sum + each + Buffer.byteLength(name) + size(value),
      0,
    )
  return membersSize(marshall(item), 0)
}

describe('what an item takes, which is 400 KB', () => {
  const fillings: [string, (bytes: number) => unknown][] = [
    ['one long text, which is promoted as well', (bytes) => textOf(bytes)],
    ['many empty lists', (bytes) => Array.from({ length: bytes / 3 }, () => [])],
    ['many numbers', (bytes) => Array.from({ length: bytes / 2 }, (_, n) => n % 10)],
    ['many maps', (bytes) => Array.from({ length: bytes / 8 }, () => ({ a: 1 }))],
  ]
  test.each(fillings)('a message of the limit is an item that fits: %s', async (_what, fill) => {
    const room = largestInline - Buffer.byteLength((await post(bodyOf(''))).message) - 100
    const payload = { ...payloadOf(''), Message: undefined, Filling: fill(room) }
    const isText = typeof payload.Filling === 'string'
    const body = JSON.stringify({ payload: isText ? payloadOf(String(payload.Filling)) : payload })
    const { message } = await post(body)
    expect(Buffer.byteLength(message)).toBeGreaterThan(largestInline * 0.95)
    const table = emulated.database('Object')
    const consume = entityConsumer({
      entity: 'Object',
      table,
      quarantine: emulated.database('Quarantine'),
      log: () => {},
    })
    expect(await consume({ Records: [sqsRecord(message, 'm')] })).toEqual({ batchItemFailures: [] })
    const items = await emulated.items('Object')
    const event = items.find(({ record }) => String(record).startsWith('event#')) ?? {}
    expect(event.payload).toEqual(JSON.parse(message).payload)
    expect(sizeOf(event)).toBeLessThan(400 * 1024)
  })

  test('what lies in the bucket leaves an event with its key and excerpts', async () => {
    const { message, bodies } = await post(bodyOf(textOf(5_000_000)))
    const table = { ...emulated.database('Object'), bodies }
    const consume = entityConsumer({
      entity: 'Object',
      table,
      quarantine: emulated.database('Quarantine'),
      log: () => {},
    })
    expect(await consume({ Records: [sqsRecord(message, 'm')] })).toEqual({ batchItemFailures: [] })
    const items = await emulated.items('Object')
    const event = items.find(({ record }) => String(record).startsWith('event#'))
    expect(event).toMatchObject({ payloadKey: JSON.parse(message).payloadKey, from: 'customer' })
    expect(Buffer.byteLength(String(event?.text))).toBeGreaterThan(2000 - 4)
    expect(Buffer.byteLength(String(event?.text))).toBeLessThanOrEqual(2000)
    expect(items.find(({ record }) => record === 'state')).toMatchObject({ lastMessageFrom: 'customer' })
  })

  test('a delivery whose body is gone has expired: it ends without an event and without an error', async () => {
    const { message } = await post(bodyOf(textOf(200_000)))
    const table = { ...emulated.database('Object'), bodies: bodiesInMemory() }
    const consume = entityConsumer({
      entity: 'Object',
      table,
      quarantine: emulated.database('Quarantine'),
      log: () => {},
    })
    expect(await consume({ Records: [sqsRecord(message, 'm')] })).toEqual({ batchItemFailures: [] })
    expect(await emulated.items('Object')).toEqual([])
    const kept = (await emulated.items('Quarantine')).filter(({ day }) => day !== 'drift')
    expect(kept).toEqual([])
  })

  test('a row of quarantine that holds a message of the limit fits', async () => {
    const room = largestInline - Buffer.byteLength((await post('{')).message)
    const { message } = await post(`{${'\u0000'.repeat(Math.floor(room / 6) - 1)}`)
    expect(Buffer.byteLength(message)).toBeGreaterThan(largestInline * 0.95)
    const consume = quarantineConsumer(emulated.database('Quarantine'), () => {})
    expect(await consume({ Records: [sqsRecord(message, 'm')] })).toEqual({ batchItemFailures: [] })
    const [row = {}, ...others] = await emulated.items('Quarantine')
    expect(others).toEqual([])
    expect(sizeOf(row)).toBeLessThan(400 * 1024)
  })
})

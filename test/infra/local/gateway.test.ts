import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalFunction } from '../../../infra/local/environments.ts'
import { type Gateway, openGateway } from '../../../infra/local/gateway.ts'

let gateway: Gateway
let received: number
const fn: LocalFunction = {
  props: {
    id: 'Function',
    name: 'function',
    arn: 'arn',
    folder: '',
    handler: 'index.handler',
    environment: {},
    timeout: 10,
    memory: 512,
  },
  async invoke(event) {
    received = Buffer.byteLength(JSON.stringify(event))
    return { statusCode: 200, body: 'taken' }
  },
  stop: async () => {},
}
beforeAll(async () => {
  gateway = await openGateway(
    0,
    () => new Date('2024-06-09T07:28:47.000Z'),
    () => {},
  )
  gateway.serve({ fn, timeout: 10_000 })
})
afterAll(() => gateway.stop())

const limit = 6 * 1024 * 1024

async function post(body: string, type: string): Promise<Response> {
  received = 0
  return await fetch(`${gateway.url}/webhooks`, { method: 'POST', body, headers: { 'content-type': type } })
}

/** Lambda's limit is that of the whole event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
describe('an event of more than 6 MB is refused by the gateway', () => {
  test.each([
    ['text', 'application/json', ' ', 1],
    ['text with escapes, which are longer in the event', 'application/json', '"', 2],
    ['anything else, which is base64 in the event', 'application/octet-stream', 'xxx', 4],
  ])('a body of %s', async (_what, type, unit, length) => {
    // As many digits in the length as a body has that is near the limit.
    const few = Math.ceil(1_000_000 / unit.length)
    await post(unit.repeat(few), type)
    const free = limit - received
    const most = few + Math.floor(free / length)
    const taken = await post(unit.repeat(most), type)
    expect({ status: taken.status, isNear: received > limit - length && received <= limit }).toEqual({
      status: 200,
      isNear: true,
    })
    const refused = await post(unit.repeat(most + 1), type)
    expect(refused.status).toBe(413)
    expect(await refused.json()).toEqual({ message: 'Request Entity Too Large' })
    expect(received).toBe(0)
  })
})

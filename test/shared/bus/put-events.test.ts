import { describe, expect, test } from 'vitest'
import { entryOf, requestsOf } from '../../../shared/bus/put-events.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'

const limit = 256 * 1024
const event = (data: JsonObject) => ({ detailType: 'Object.OnNewChild', detail: { id: '1', data } })
/** An entry of so many bytes: its source, type and detail count. */
const sized = (bytes: number) => ({
  entry: { EventBusName: 'bus', Source: 's', DetailType: 't', Detail: 'x'.repeat(bytes - 2) },
})

describe('an entry', () => {
  test('names the bus, the source and the type', () => {
    expect(entryOf(event({ text: 'Hi' }), 'bus')).toEqual({
      EventBusName: 'bus',
      Source: 'commbox-webhooks',
      DetailType: 'Object.OnNewChild',
      Detail: '{"id":"1","data":{"text":"Hi"}}',
    })
  })

  test('that would be too large is without its payload', () => {
    const { Detail = '' } = entryOf(event({ text: 'Hi', payload: { Message: 'é'.repeat(limit / 2) } }), 'bus')
    expect(JSON.parse(Detail)).toEqual({ id: '1', data: { text: 'Hi', cut: true } })
  })

  test('of exactly 256 KB is whole', () => {
    const bytesBeside = 'commbox-webhooks'.length + 'Object.OnNewChild'.length
    const payload = 'x'.repeat(limit - bytesBeside - '{"id":"1","data":{"payload":""}}'.length)
    expect(entryOf(event({ payload }), 'bus').Detail).toContain(payload)
    expect(entryOf(event({ payload: `${payload}x` }), 'bus').Detail).not.toContain('xx')
  })

  test('that still is too large has its texts cut', () => {
    const { Detail = '' } = entryOf(event({ messageId: '5', text: 'é'.repeat(limit / 2) }), 'bus')
    expect(Buffer.byteLength(Detail)).toBeLessThan(3000)
    expect(JSON.parse(Detail)).toMatchObject({ data: { messageId: '5', cut: true } })
  })
})

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
describe('requests', () => {
  test('have at most ten entries, in their order', () => {
    const members = Array.from({ length: 25 }, (_, n) => ({ ...sized(10), n }))
    const requests = requestsOf(members)
    expect(requests.map(({ length }) => length)).toEqual([10, 10, 5])
    expect(requests.flat().map(({ n }) => n)).toEqual(members.map(({ n }) => n))
  })

  test('have at most 256 KB', () => {
    const halves = [sized(limit / 2), sized(limit / 2), sized(3), sized(limit), sized(limit - 3), sized(3)]
    expect(requestsOf(halves).map(({ length }) => length)).toEqual([2, 1, 1, 2])
  })

  test('are empty without entries', () => expect(requestsOf([])).toEqual([]))
})

import { describe, expect, test } from 'vitest'
import {
  type Delivery,
  decodeDelivery,
  decodeQuarantined,
  encodeMessage,
} from '../../../shared/events/delivery.ts'
import { fc } from '../../seed.ts'
import { delivery } from '../events-of.ts'

const whole: Delivery = delivery(
  'Object',
  'OnNew',
  { Id: '3377699720568713' },
  { brand: 'acme', requestId: 'f1b8a9a4-5f0c-4a6e-9d51-0b6f0b2f7c11' },
)
const quarantined = {
  version: 1,
  deliveryId: 'delivery-1',
  receivedAt: '2024-06-16T12:00:00.000Z',
  reason: 'invalid',
  issues: [{ path: 'payload.Id', expected: 'a value', received: 'nothing' }],
  path: '/webhooks/object',
  body: '{"payload":{}}',
} as const

/** What SQS takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const taken = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

describe('a delivery comes out of the queue as it went in', () => {
  test.each([
    ['plain text', 'FirstMessage'],
    ['Hebrew, Arabic and right-to-left marks', 'שלום \u200fمرحبا\u200e'],
    ['emoji of several code points', '👩‍👩‍👧‍👦 🇮🇱'],
    ['what SQS refuses', '\uFFFE and \uFFFF'],
    ['a backslash before what SQS refuses', '\\\uFFFE \\\\\uFFFF'],
    ['control characters', '\u0000\u0001\u0008\u000b\u001f\u007f'],
    ['line breaks', 'a\r\nb\u2028c\u2029d'],
    ['JSON', '{"a":"\\u0041"}'],
    ['an empty text', ''],
  ])('%s', (_what, text) => {
    const message = encodeMessage({ ...whole, payload: { [text]: [text, { Message: text }] } })
    expect(message).toMatch(taken)
    expect(decodeDelivery(message)).toEqual({ ...whole, payload: { [text]: [text, { Message: text }] } })
  })

  test('but for half an emoji, which no queue and no table takes', () => {
    const message = encodeMessage({ ...whole, payload: { text: '\uD83D and \uDE00' } })
    expect(message).toMatch(taken)
    expect(decodeDelivery(message)?.payload).toEqual({ text: '\uFFFD and \uFFFD' })
  })

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const message = encodeMessage({ ...whole, payload: { text } })
        expect(message).toMatch(taken)
        expect(decodeDelivery(message)?.payload).toEqual({ text })
      }),
    )
  })

  test.each([[0.5], [0.0000001], [0], [-1], [3377699720698044], [9007199254740991]])(
    'the number %d',
    (Score) => {
      const message = encodeMessage({ ...whole, payload: { Score } })
      expect(decodeDelivery(message)?.payload).toEqual({ Score })
    },
  )

  test('values of every type', () => {
    const payload = { a: null, b: true, c: [], d: {}, e: [[{ f: '9223372036854775807' }]] }
    expect(decodeDelivery(encodeMessage({ ...whole, payload }))).toEqual({ ...whole, payload })
  })

  test('without what it may lack', () => {
    const bare = delivery('Chat', 'OnUserExit', {})
    expect(decodeDelivery(encodeMessage(bare))).toEqual(bare)
  })
})

test('what is quarantined comes out as it went in, whatever its body', () => {
  const rest = { body: '\uFFFF\u0000 <Event/>', entity: 'Nothing', trigger: 'OnX', brand: 'acme' }
  const message = encodeMessage({ ...quarantined, issues: [], ...rest })
  expect(message).toMatch(taken)
  expect(decodeQuarantined(message)).toEqual({ ...quarantined, issues: [], ...rest })
})

describe('another message is none', () => {
  const { deliveryId: _deliveryId, ...withoutId } = whole
  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['no object', '[]'],
    ['another version', JSON.stringify({ ...whole, version: 2 })],
    ['an unknown entity', JSON.stringify({ ...whole, entity: 'Robot' })],
    ['no delivery id', JSON.stringify(withoutId)],
    ['an empty delivery id', JSON.stringify({ ...whole, deliveryId: '' })],
    ['no time', JSON.stringify({ ...whole, receivedAt: 'now' })],
    ['a payload that is a list', JSON.stringify({ ...whole, payload: [] })],
    ['what is quarantined', JSON.stringify(quarantined)],
  ])('%s', (_what, text) => {
    expect(decodeDelivery(text)).toBeUndefined()
  })

  test('of quarantine', () => {
    expect(decodeQuarantined(JSON.stringify(whole))).toBeUndefined()
    expect(decodeQuarantined(JSON.stringify({ ...quarantined, reason: 'mood' }))).toBeUndefined()
    expect(decodeQuarantined('{')).toBeUndefined()
  })
})

import { describe, expect, test } from 'vitest'
import { type GatewayRequest, proxyEvent, proxyResponse } from '../../../infra/local/gateway-event.ts'

const context = {
  requestId: 'JKJaXmPLvHcESHA=',
  time: new Date('2024-06-09T07:28:47.123Z'),
  routeKey: '$default',
}

function eventOf(request: Partial<GatewayRequest>) {
  return proxyEvent(
    {
      method: 'POST',
      target: '/webhooks/Form/On%20Submit',
      httpVersion: '1.1',
      rawHeaders: ['Host', '127.0.0.1:3000'],
      sourceIp: '127.0.0.1',
      body: Buffer.from(''),
      ...request,
    },
    context,
  )
}

describe('the event of payload format 2.0', () => {
  test('the path is decoded, the query is both raw and parsed', () => {
    const event = eventOf({ target: '/webhooks/Form/On%20Submit?token=a%2Bb&x=1&x=2&flag' })
    expect(event.rawPath).toBe('/webhooks/Form/On Submit')
    expect(event.rawQueryString).toBe('token=a%2Bb&x=1&x=2&flag')
    expect(event.queryStringParameters).toEqual({ token: 'a+b', x: '1,2', flag: '' })
  })

  test.each(['/webhooks/%', '/webhooks/%E0%A4%A'])('the path %s stays as it is', (target) => {
    expect(eventOf({ target }).rawPath).toBe(target)
  })

  test('header names are in lower case, repeated headers joined, cookies separate', () => {
    const rawHeaders = ['X-One', '1', 'x-one', '2', 'Cookie', 'a=1; b=2', 'User-Agent', 'CommBox']
    const event = eventOf({ rawHeaders })
    expect(event.headers).toMatchObject({ 'x-one': '1,2', 'user-agent': 'CommBox' })
    expect(event.headers).not.toHaveProperty('cookie')
    expect(event.cookies).toEqual(['a=1', 'b=2'])
  })

  test('the request context says who sent what and when', () => {
    expect(eventOf({}).requestContext).toMatchObject({
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '09/Jun/2024:07:28:47 +0000',
      timeEpoch: Date.UTC(2024, 5, 9, 7, 28, 47, 123),
      http: { method: 'POST', path: '/webhooks/Form/On Submit', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
    })
  })

  test('absent members are left out', () => {
    const event = eventOf({})
    for (const name of ['body', 'cookies', 'queryStringParameters']) expect(event).not.toHaveProperty(name)
    expect(event.isBase64Encoded).toBe(false)
  })

  test.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/xml', false],
    ['application/xml', false],
    ['application/x-www-form-urlencoded', true],
    ['application/problem+json', true],
    ['application/octet-stream', true],
    [undefined, true],
  ])('a body of type %s: base64 is %s', (type, isBase64) => {
    const event = eventOf({
      rawHeaders: type === undefined ? [] : ['Content-Type', type],
      body: Buffer.from('{"שלום":1}'),
    })
    expect(event.isBase64Encoded).toBe(isBase64)
    expect(event.body).toBe(isBase64 ? 'eyLXqdec15XXnSI6MX0=' : '{"שלום":1}')
  })
})

describe('the response of a function', () => {
  test('a result without a status is sent as JSON', () => {
    const answer = proxyResponse({ hello: 'there' })
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
    expect(answer?.body.toString()).toBe('{"hello":"there"}')
  })

  test('a body in base64 is decoded', () => {
    expect(proxyResponse({ statusCode: 200, body: 'AP8=', isBase64Encoded: true })?.body).toEqual(
      Buffer.from([0, 255]),
    )
  })

  test('an invalid result is no response', () => {
    expect(proxyResponse({ statusCode: '200' })).toBeUndefined()
    expect(proxyResponse({ statusCode: 200, body: { a: 1 } })).toBeUndefined()
  })
})

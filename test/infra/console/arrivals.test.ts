import { describe, expect, test } from 'vitest'
import { arrivalOf, openArrivals } from '../../../infra/console/arrivals.ts'
import type { Answered } from '../../../infra/local/gateway.ts'
import { deliveries } from '../../fixtures.ts'

function answered(path: string, status: number, body: string | Buffer, answer: object): Answered {
  return {
    time: new Date('2026-11-25T10:00:00.000Z'),
    method: 'POST',
    path,
    status,
    requestId: 'id=',
    body: Buffer.from(body),
    answer: Buffer.from(JSON.stringify(answer)),
  }
}

const hebrew = deliveries().find(({ name }) => name === 'object/text-hebrew')?.body ?? ''

describe('an arrival', () => {
  test('says which conversation it is about, and what the event says', () => {
    const accepted = answered('/webhooks/object/on-new-child', 200, hebrew, {
      entity: 'Object',
      trigger: 'OnNewChild',
    })
    expect(arrivalOf(accepted)).toMatchObject({
      outcome: 'accepted',
      title: 'Object OnNewChild',
      summary: {
        entity: 'Object',
        key: '4400000000000080',
        events: 1,
        text: expect.stringContaining('שלום'),
      },
    })
  })

  test('counts the events of a delivery that holds several', () => {
    const { body = '' } = deliveries().find(({ name }) => name === 'object/many-children') ?? {}
    const accepted = answered('/webhooks/object/on-new-child', 200, body, {
      entity: 'Object',
      trigger: 'OnNewChild',
    })
    expect(arrivalOf(accepted).summary).toMatchObject({ key: '4400000000000051', events: 3 })
  })

  test.each([
    [200, { quarantined: true, reason: 'unknown-entity' }, 'quarantined', 'Unknown entity'],
    [400, { type: 'urn:commbox-webhooks:not-json' }, 'quarantined', 'Not readable as JSON or XML'],
    [
      401,
      { type: 'urn:commbox-webhooks:unauthorized', title: 'No valid token' },
      'refused',
      'No valid token',
    ],
    [500, { message: 'Internal Server Error' }, 'refused', 'Refused'],
  ])('that is answered with %i says what is wrong', (status, answer, outcome, title) => {
    const { summary, ...arrival } = arrivalOf(answered('/webhooks/object', status, '{', answer))
    expect(arrival).toMatchObject({ outcome, title, status })
    expect(summary).toBeUndefined()
  })

  test('can be a connection test', () => {
    const connectionTest = {
      ...answered('/webhooks/object', 200, '', { entity: 'Object', trigger: null }),
      method: 'GET',
    }
    expect(arrivalOf(connectionTest)).toMatchObject({ outcome: 'tested', title: 'Connection test Object' })
  })
})

test('the latest arrivals come first, all are counted, and only requests to the webhook URL are arrivals', () => {
  const arrivals = openArrivals()
  for (let number = 1; number <= 60; number++) {
    arrivals.add({ ...answered('/webhooks', 401, '', {}), requestId: String(number) })
  }
  arrivals.add(answered('/favicon.ico', 404, '', {}))
  expect(arrivals.count()).toBe(60)
  expect(arrivals.latest(2).map(({ id }) => id)).toEqual(['60', '59'])
  expect(arrivals.latest(100)).toHaveLength(50)
})

test('a body that is too large to keep has a title and no summary', () => {
  const arrivals = openArrivals()
  const body = Buffer.concat([Buffer.from(hebrew), Buffer.alloc(64 * 1024, ' ')])
  arrivals.add(
    answered('/webhooks/object/on-new-child', 200, body, { entity: 'Object', trigger: 'OnNewChild' }),
  )
  const [arrival] = arrivals.latest(1)
  expect(arrival?.title).toBe('Object OnNewChild')
  expect(arrival?.summary).toBeUndefined()
})

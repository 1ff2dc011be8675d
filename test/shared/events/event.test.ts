import { describe, expect, test } from 'vitest'
import { eventItem, eventRecord, eventsOf, monthOf, withoutUnset } from '../../../shared/events/event.ts'
import { delivery, received } from '../told.ts'

const at = '2024-06-09T07:28:47.000Z'
const base = delivery('Object', 'OnNewActivity', { Id: '1' })
const requested = { ...base, requestId: 'f1b8a9a4-5f0c-4a6e-9d51-0b6f0b2f7c11' }
const own = { key: '1', ownId: '42', content: { Id: '42' }, occurredAt: at }
const anonymous = { key: '1', content: { Id: '1' } }

describe('identity', () => {
  test('an id of its own with the fingerprint, whatever the request or delivery', () => {
    const [event] = eventsOf(base, [own])
    expect(event?.identity).toBe('own')
    expect(event?.eventId).toMatch(/^42\.[0-9a-f]{16}$/)
    const [again] = eventsOf({ ...requested, deliveryId: 'delivery-2' }, [own])
    expect(again?.eventId).toBe(event?.eventId)
  })

  test('two drafts of one id that differ are two', () => {
    const [slim, whole] = eventsOf(base, [own, { ...own, content: { Id: '42', Data: { text: 'a' } } }])
    expect(slim?.eventId).not.toBe(whole?.eventId)
    expect(whole?.eventId).toMatch(/^42\./)
  })

  test('else the id of the request with the fingerprint: one request may cause several events', () => {
    const drafts = [anonymous, { ...anonymous, content: { Id: '2' } }]
    const [one, other] = eventsOf(requested, drafts)
    expect(one?.identity).toBe('request')
    expect(one?.eventId).toMatch(/^f1b8a9a4-5f0c-4a6e-9d51-0b6f0b2f7c11\.[0-9a-f]{16}$/)
    expect(other?.eventId).not.toBe(one?.eventId)
    const [again] = eventsOf({ ...requested, deliveryId: 'delivery-2' }, drafts)
    expect(again?.eventId).toBe(one?.eventId)
  })

  test('a request id of any text is an event id that a key can hold', () => {
    const [one] = eventsOf({ ...base, requestId: `#${'é'.repeat(5000)}` }, [anonymous])
    const [other] = eventsOf({ ...base, requestId: '# another' }, [anonymous])
    expect(one?.eventId).toMatch(/^[0-9a-f]{16}\.[0-9a-f]{16}$/)
    expect(other?.eventId).not.toBe(one?.eventId)
  })

  test('else the delivery: look-alikes are different events', () => {
    const [one] = eventsOf(base, [anonymous])
    const [other] = eventsOf({ ...base, deliveryId: 'delivery-2' }, [anonymous])
    expect(one).toMatchObject({ identity: 'delivery', eventId: 'delivery-1' })
    expect(other).toMatchObject({
      identity: 'delivery',
      eventId: 'delivery-2',
      fingerprint: one?.fingerprint,
    })
  })

  test.each([null, undefined, ''])('an own id that is %j is none', (ownId) => {
    expect(eventsOf(base, [{ ...anonymous, ownId }])[0]?.identity).toBe('delivery')
  })

  test('several elements of one delivery are events of their own', () => {
    const ids = eventsOf(base, [anonymous, own, anonymous, anonymous]).map(({ eventId }) => eventId)
    expect(ids[0]).toBe('delivery-1')
    expect(ids[1]).toMatch(/^42\./)
    expect(ids.slice(2)).toEqual(['delivery-1.2', 'delivery-1.3'])
  })
})

test("an event occurred at CommBox's time, else when it was received", () => {
  const events = eventsOf(base, [own, anonymous, { ...anonymous, occurredAt: null }])
  expect(events.map(({ occurredAt }) => occurredAt)).toEqual([at, received, received])
  expect(events.map(({ isDated }) => isDated)).toEqual([true, false, false])
})

describe('the item of an event', () => {
  const attributes = (time: string) => ({ text: 'a', empty: null, none: undefined, month: monthOf(time) })

  test('holds all that the data dictionary names, and nothing unknown', () => {
    const payload = { Id: '1', Extra: { a: '', b: null } }
    const [event] = eventsOf({ ...base, payload, brand: 'acme' }, [{ ...own, attributes }])
    expect(event && eventItem(event, 'objectId')).toEqual({
      objectId: '1',
      record: `event#${at}#${event?.eventId}`,
      trigger: 'OnNewActivity',
      eventId: event?.eventId,
      occurredAt: at,
      receivedAt: received,
      deliveryId: 'delivery-1',
      brand: 'acme',
      payload,
      text: 'a',
      month: '2024-06',
    })
  })

  test('shows the fingerprint where look-alikes are to be told by it', () => {
    const [event] = eventsOf(base, [anonymous])
    expect(event && eventItem(event, 'objectId').fingerprint).toBe(event?.fingerprint)
  })

  test('attributes cannot stand in the way of keys', () => {
    const sly = { ...own, attributes: () => ({ objectId: '666', record: 'state', payload: 'x' }) }
    const [event] = eventsOf(base, [sly])
    expect(event && eventItem(event, 'objectId')).toMatchObject({ objectId: '1', payload: { Id: '1' } })
    expect(event && eventItem(event, 'objectId').record).toMatch(/^event#/)
  })
})

test('records sort as events follow each other', () => {
  const records = ['2024-06-09T07:28:47.000Z', '2024-06-09T07:28:47.001Z', '2024-10-01T00:00:00.000Z'].map(
    (occurredAt) => eventRecord({ occurredAt, eventId: 'z' }),
  )
  expect([...records].reverse().sort()).toEqual(records)
})

test('what is not known is absent', () => {
  expect(withoutUnset({ a: undefined, b: null, c: 0, d: false, e: '', f: {} })).toEqual({
    c: 0,
    d: false,
    e: '',
    f: {},
  })
})

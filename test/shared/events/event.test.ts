import { describe, expect, test } from 'vitest'
import { type EventDraft, eventMonth, eventTime } from '../../../shared/events/draft.ts'
import { atTime, eventsOf, versionIdOf } from '../../../shared/events/event.ts'
import { eventItem, eventRecord, withoutUnset } from '../../../shared/events/event-item.ts'
import { delivery, received } from '../events-of.ts'

const at = '2024-06-09T07:28:47.000Z'
const base = delivery('Object', 'OnNewActivity', { Id: '1' })
const requested = { ...base, requestId: 'f1b8a9a4-5f0c-4a6e-9d51-0b6f0b2f7c11' }
const payload = { Id: '1' }
const own: EventDraft = { key: '1', ownId: '42', payload, content: { Id: '42' }, occurredAt: at }
const anonymous: EventDraft = { key: '1', payload, content: { Id: '1' } }

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

  test('else the id of the request, the place and the fingerprint: one request may cause several events', () => {
    const drafts = [anonymous, { ...anonymous, content: { Id: '2' } }]
    const [one, other] = eventsOf(requested, drafts)
    expect(one?.identity).toBe('request')
    expect(one?.eventId).toMatch(/^f1b8a9a4-5f0c-4a6e-9d51-0b6f0b2f7c11\.000\.[0-9a-f]{16}$/)
    expect(other?.eventId).not.toBe(one?.eventId)
    const [again] = eventsOf({ ...requested, deliveryId: 'delivery-2' }, drafts)
    expect(again?.eventId).toBe(one?.eventId)
  })

  test('a request id of any text is an event id that a key can hold', () => {
    for (const requestId of ['#abc', 'abc#', 'a b', 'a'.repeat(41)])
      expect(eventsOf({ ...base, requestId }, [anonymous])[0]?.versionId).toMatch(/^[0-9a-f]{16}\.000$/)
    const longest = 'a'.repeat(40)
    const [plain] = eventsOf({ ...base, requestId: longest }, [anonymous])
    expect(plain?.versionId).toBe(`${longest}.000`)
    const [one] = eventsOf({ ...base, requestId: `#${'é'.repeat(5000)}` }, [anonymous])
    const [other] = eventsOf({ ...base, requestId: '# another' }, [anonymous])
    expect(one?.eventId).toMatch(/^[0-9a-f]{16}\.000\.[0-9a-f]{16}$/)
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
    expect(ids[0]).toBe('delivery-1.000')
    expect(ids[1]).toMatch(/^42\./)
    expect(ids.slice(2)).toEqual(['delivery-1.002', 'delivery-1.003'])
  })

  test('the ids that a delivery or request gives sort in the order of its elements, however many they are', () => {
    const drafts = Array.from({ length: 500 }, () => anonymous)
    for (const each of [base, requested]) {
      const events = eventsOf(each, drafts)
      for (const ids of [events.map(({ eventId }) => eventId), events.map(({ versionId }) => versionId)])
        expect([...ids].sort()).toEqual(ids)
    }
  })

  test('the version id has no fingerprint: what one activity says twice has one version', () => {
    const [slim, whole] = eventsOf(base, [own, { ...own, content: { Id: '42', Data: { text: 'a' } } }])
    expect(slim?.versionId).toBe('42')
    expect(whole?.versionId).toBe('42')
  })

  test('the version id can be read from the id, whatever the identity', () => {
    const [ownEvent, ofDelivery] = eventsOf(base, [own, anonymous])
    const [ofRequest] = eventsOf(requested, [anonymous])
    for (const event of [ownEvent, ofRequest])
      expect(event && versionIdOf(event.eventId, 'other')).toBe(event?.versionId)
    expect(ofDelivery && versionIdOf(ofDelivery.eventId, 'delivery')).toBe('delivery-1.001')
  })

  test('another brand is another event', () => {
    const [one] = eventsOf(base, [own])
    const [other] = eventsOf({ ...base, brand: 'acme' }, [own])
    expect(other?.eventId).not.toBe(one?.eventId)
  })
})

test("an event occurred at CommBox's time, else when it was received", () => {
  const events = eventsOf(base, [own, anonymous, { ...anonymous, occurredAt: null }])
  expect(events.map(({ occurredAt }) => occurredAt)).toEqual([at, received, received])
  expect(events.map(({ isDated }) => isDated)).toEqual([true, false, false])
})

describe('a flat message', () => {
  const flat = (occurredAtIfRecent: string): EventDraft => ({ ...anonymous, occurredAtIfRecent })
  test.each([
    ['ten minutes before the receipt', '2024-06-16T11:50:00.000Z', true],
    ['a millisecond more', '2024-06-16T11:49:59.999Z', false],
    ['at the receipt', received, true],
    ['after the receipt', '2024-06-16T12:00:01.000Z', false],
    ['hours before', '2024-06-16T08:35:11.000Z', false],
  ])('dated %s', (_when, date, counts) => {
    const [event] = eventsOf(base, [flat(date)])
    expect(event).toMatchObject({ occurredAt: counts ? date : received, isDated: counts })
  })

  test('of one request occurs at its first receipt, whichever comes first', () => {
    const date = '2024-06-16T11:55:00.000Z'
    const [event] = eventsOf({ ...requested, receivedAt: '2024-06-16T13:00:00.000Z' }, [flat(date)])
    expect(event).toMatchObject({ occurredAt: '2024-06-16T13:00:00.000Z', needsFirstReceipt: true })
    expect(event && atTime(event, date)).toMatchObject({ occurredAt: date, isDated: true })
    const other = '2024-06-16T12:30:00.000Z'
    expect(event && atTime(event, other)).toMatchObject({ occurredAt: other, isDated: false })
  })
})

test('an event with a certain time keeps it, whenever it was first received', () => {
  const [event] = eventsOf(base, [own])
  expect(event && atTime(event, received)).toBe(event)
})

describe('whether the time of the first receipt decides', () => {
  test.each<[string, EventDraft, object, boolean]>([
    ['a dated activity', own, base, false],
    ['an undated activity', { ...own, occurredAt: null }, base, true],
    ['an undated event of a request', anonymous, requested, true],
    ['an event without an identity', anonymous, base, false],
  ])('%s', (_what, draft, each, decides) => {
    expect(eventsOf({ ...base, ...each }, [draft])[0]?.needsFirstReceipt).toBe(decides)
  })
})

describe('the item of an event', () => {
  const attributes = { text: 'a', empty: null, none: undefined, month: eventMonth, at: eventTime }

  test('holds all that the data dictionary names, and nothing unknown', () => {
    const stored = { Id: '1', Extra: { a: '', b: null } }
    const [event] = eventsOf({ ...base, brand: 'acme', envelope: { EventTime: 'x' } }, [
      { ...own, payload: stored, attributes },
    ])
    expect(event && eventItem(event, 'objectId')).toEqual({
      objectId: '1',
      record: `event#${at}#${event?.eventId}`,
      format: 1,
      trigger: 'OnNewActivity',
      eventId: event?.eventId,
      occurredAt: at,
      dated: true,
      receivedAt: received,
      deliveryId: 'delivery-1',
      brand: 'acme',
      envelope: { EventTime: 'x' },
      payload: stored,
      text: 'a',
      month: '2024-06',
      at,
    })
  })

  test('of several elements, each holds its own and its place', () => {
    const elements = [1, 2].map((n) => ({ ...anonymous, payload: { Tags: { Tag: { Id: n } } } }))
    const envelope = { EventTime: 'x' }
    const items = eventsOf({ ...base, envelope }, elements).map((event) => eventItem(event, 'objectId'))
    expect(items.map((item) => item.envelope)).toEqual([envelope, ...elements.slice(1).map(() => undefined)])
    expect(items.map(({ place, payload: each }) => [place, each])).toEqual([
      [undefined, { Tags: { Tag: { Id: 1 } } }],
      [1, { Tags: { Tag: { Id: 2 } } }],
    ])
  })

  test('of a large delivery, each has the key of the body, its place, and excerpts', () => {
    const long = { ...anonymous, attributes: { text: 'x'.repeat(5000) } }
    const events = eventsOf({ ...base, payloadKey: 'Object/a.json' }, [long, long])
    const items = events.map((event) => eventItem(event, 'objectId'))
    expect(items.map(({ payloadKey, place, payload: each }) => [payloadKey, place, each])).toEqual([
      ['Object/a.json', undefined, undefined],
      ['Object/a.json', 1, undefined],
    ])
    expect(String(items[0]?.text)).toHaveLength(2000 - 2)
  })

  test('of a small delivery, each has its texts whole', () => {
    const [event] = eventsOf(base, [{ ...anonymous, attributes: { text: 'x'.repeat(5000) } }])
    expect(event && eventItem(event, 'objectId').text).toBe('x'.repeat(5000))
  })

  test('shows the fingerprint if look-alikes are recognized by it', () => {
    const [event] = eventsOf(base, [anonymous])
    expect(event && eventItem(event, 'objectId').fingerprint).toBe(event?.fingerprint)
  })

  test('attributes cannot replace keys', () => {
    const sly = { ...own, attributes: { objectId: '666', record: 'state', payload: 'x' } }
    const [event] = eventsOf(base, [sly])
    expect(event && eventItem(event, 'objectId')).toMatchObject({ objectId: '1', payload: { Id: '1' } })
    expect(event && eventItem(event, 'objectId').record).toMatch(/^event#/)
  })

  test.each([
    [undefined, undefined],
    // 2024-06-16T12:00:00Z is 1718539200 in seconds since 1970.
    [1, 1718539200 + 86_400],
    [365, 1718539200 + 365 * 86_400],
  ])('with events kept for %s days, it expires at %s', (days, expiresAt) => {
    const [event] = eventsOf(base, [own])
    expect(event && eventItem(event, 'objectId', days).expiresAt).toBe(expiresAt)
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

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/commbox/json.ts'
import { type EventDraft, eventTime, type Registers } from '../../../shared/events/draft.ts'
import { type Event, eventsOf } from '../../../shared/events/event.ts'
import { bounds, emptyState, fold, type State } from '../../../shared/events/register.ts'
import { delivery } from '../events-of.ts'

const base = delivery('Object', 'OnNewActivity', {})

/** An event of the id, at a second of one minute, that says something. */
function event(second: number, id: string, sets: Registers, more: Partial<EventDraft> = {}): Event {
  const occurredAt = `2024-06-09T07:28:${String(second).padStart(2, '0')}.000Z`
  const draft = { key: '1', ownId: id, payload: {}, content: [id, second], occurredAt, sets, ...more }
  return eventsOf(base, [draft])[0] ?? expect.fail('no event')
}

/** An event without CommBox's time, received at a second of the same minute. */
function undated(second: number, sets: Registers, more: Partial<EventDraft> = {}): Event {
  const receivedAt = `2024-06-09T07:28:${String(second).padStart(2, '0')}.000Z`
  const draft = { key: '1', payload: {}, content: [second], sets, ...more }
  return eventsOf({ ...base, receivedAt, deliveryId: `d${second}` }, [draft])[0] ?? expect.fail('no event')
}

/** The state after events, which must be the same in either direction. */
function folded(...events: Event[]): State {
  const forwards = events.reduce(fold, emptyState('1'))
  expect([...events].reverse().reduce(fold, emptyState('1'))).toEqual(forwards)
  expect([...events, ...events].reduce(fold, emptyState('1'))).toEqual(forwards)
  return forwards
}

describe('a register', () => {
  test('keeps what the later event said', () => {
    expect(folded(event(1, '2', { statusId: '1' }), event(2, '1', { statusId: '2' })).values.statusId).toBe(
      '2',
    )
  })

  test('of two at one instant, keeps what the greater id said', () => {
    expect(folded(event(1, '9', { statusId: '1' }), event(1, '10', { statusId: '2' })).values.statusId).toBe(
      '2',
    )
  })

  test('is not changed by an event that does not carry it', () => {
    const state = folded(event(1, '1', { a: 'x', b: 'y' }), event(2, '2', { a: undefined, b: 'z' }))
    expect(state.values).toMatchObject({ a: 'x', b: 'z' })
  })

  test('is cleared by a later event in which it is empty, and not by an earlier one', () => {
    expect(folded(event(1, '1', { a: 'x' }), event(2, '2', { a: null })).values).not.toHaveProperty('a')
    expect(folded(event(1, '1', { a: null }), event(2, '2', { a: 'x' })).values.a).toBe('x')
  })

  test.each<[Json]>([[0], [false], [[]]])('can hold %j', (value) => {
    expect(folded(event(1, '1', { a: value })).values.a).toEqual(value)
  })
})

describe('what is said in passing', () => {
  const passing = (registers: Registers) => ({ fallbacks: registers })

  test('fills a gap', () => {
    expect(folded(event(1, '1', {}, passing({ statusId: '1' }))).values.statusId).toBe('1')
  })

  test('yields to what was said on purpose before it and up to a minute later', () => {
    const said = event(1, '1', { statusId: '2' })
    expect(folded(said, event(50, '2', {}, passing({ statusId: '1' }))).values.statusId).toBe('2')
    const cleared = event(1, '1', { statusId: null })
    expect(folded(cleared, event(2, '2', {}, passing({ statusId: '1' }))).values).not.toHaveProperty(
      'statusId',
    )
  })

  test('heals a state whose change was never sent', () => {
    const later = { ...event(1, '2', {}, passing({ statusId: '8' })), occurredAt: '2024-06-09T07:29:02.000Z' }
    expect(folded(event(1, '1', { statusId: '2' }), later).values.statusId).toBe('8')
  })

  test('gives way to what is said in passing later', () => {
    const [one, two] = [passing({ statusId: '1' }), passing({ statusId: '8' })]
    expect(folded(event(1, '1', {}, one), event(2, '2', {}, two)).values.statusId).toBe('8')
  })
})

describe("within five seconds CommBox's own word wins", () => {
  test.each([
    [14, 'dated'],
    [16, 'undated'],
  ])('over what was received at second %i: %s', (received, winner) => {
    const state = folded(event(10, '1', { a: 'dated' }), undated(received, { a: 'undated' }))
    expect(state.values.a).toBe(winner)
  })

  test('the times that are shown are not shifted', () => {
    const state = folded(undated(14, { lastLoginAt: eventTime }))
    expect(state.values).toMatchObject({
      lastLoginAt: '2024-06-09T07:28:14.000Z',
      updatedAt: '2024-06-09T07:28:14.000Z',
    })
  })
})

describe('what surrounds an event', () => {
  const channel = (streamId: string) => ({ context: { streamId } })

  test('counts as said on purpose if the event is dated', () => {
    expect(folded(event(1, '1', {}, channel('5')), event(2, '2', {}, channel('6'))).values.streamId).toBe('6')
  })

  test('and in passing if it is not', () => {
    expect(folded(event(1, '1', {}, channel('5')), undated(30, {}, channel('6'))).values.streamId).toBe('5')
  })

  test('and is said even if nothing else is', () => {
    expect(folded(undated(30, {}, channel('6'))).values.streamId).toBe('6')
  })

  test('is not hidden by what the event does not carry', () => {
    expect(folded(event(1, '1', { streamId: undefined }, channel('5'))).values.streamId).toBe('5')
  })

  test('yields to what the event says itself', () => {
    expect(folded(event(1, '1', { streamId: '7' }, channel('5'))).values.streamId).toBe('7')
  })
})

describe('a redaction', () => {
  const redaction = { redacts: { text: null } }

  test('clears what was said in its second, and nothing later', () => {
    expect(folded(event(1, '9', { text: 'a' }), event(1, '1', {}, redaction)).values).not.toHaveProperty(
      'text',
    )
    expect(folded(event(2, '1', { text: 'a' }), event(1, '9', {}, redaction)).values.text).toBe('a')
  })

  test('undated, counts at its receipt', () => {
    expect(folded(event(10, '1', { text: 'a' }), undated(12, {}, redaction)).values).not.toHaveProperty(
      'text',
    )
  })
})

test('a default holds only while nothing else is said, however late it comes', () => {
  const late = event(50, '2', {}, { defaults: { submittedAt: eventTime } })
  expect(folded(late).values.submittedAt).toBe('2024-06-09T07:28:50.000Z')
  const said = event(1, '1', { submittedAt: eventTime })
  expect(folded(said, late).values.submittedAt).toBe('2024-06-09T07:28:01.000Z')
})

describe('of two values with one version', () => {
  test.each<[string, Json, Json, Json]>([
    ['a value beats none', null, '1', '1'],
    ['the longer beats the shorter', '9', '10', '10'],
    ['the longer in exact form beats the shorter', { a: 1 }, { a: '1' }, { a: '1' }],
    ['of equal length, the greater', '1', '2', '2'],
    ['of equal length, the greater', true, null, true],
    ['types count', { a: true }, { a: 'true' }, { a: 'true' }],
    ['members in any order are one value', { a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1, b: 2 }],
  ])('%s: of %j and %j it is %j', (_rule, one, other, kept) => {
    expect(folded(event(1, '1', { a: one }), event(1, '1', { a: other })).values.a).toEqual(kept)
  })
})

describe('of each kind, the greatest registers by version and name are kept', () => {
  const usual = { ...bounds }
  beforeEach(() => {
    bounds.registersOfKind = 2
  })
  afterEach(() => {
    Object.assign(bounds, usual)
  })
  const tag = (second: number, id: string, isHeld = true) =>
    event(second, String(second), { [`tagged.${id}`]: isHeld ? true : null })

  test('with a mark that some were left out', () => {
    const state = folded(tag(1, 'a'), tag(2, 'b'), tag(3, 'c'))
    expect(Object.keys(state.values).sort()).toEqual(['tagged.b', 'tagged.c', 'updatedAt'])
    expect(state.cut).toEqual(['tagged'])
    expect(folded(tag(1, 'a'), tag(2, 'b')).cut).toEqual([])
  })

  test('removals among them', () => {
    const state = folded(tag(1, 'a'), tag(2, 'b'), tag(3, 'c', false))
    expect(Object.keys(state.versions).sort()).toEqual(['tagged.b', 'tagged.c', 'updatedAt'])
    expect(Object.keys(state.values).sort()).toEqual(['tagged.b', 'updatedAt'])
  })

  test('one that was left out comes back with a newer version', () => {
    const state = folded(tag(1, 'a'), tag(2, 'b'), tag(3, 'c'), tag(4, 'a'))
    expect(Object.keys(state.values).sort()).toEqual(['tagged.a', 'tagged.c', 'updatedAt'])
  })

  test('of one version, those of the greater names', () => {
    const all = event(1, '1', { 'tagged.a': true, 'tagged.b': true, 'tagged.c': true, 'names.a': 'x' })
    expect(Object.keys(folded(all).values).sort()).toEqual(['names.a', 'tagged.b', 'tagged.c', 'updatedAt'])
  })
})

describe('of 32 registers of each kind', () => {
  const set = (kind: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${kind}.${at + 10}`, true]))

  test('none is left out, and of 33 the least', () => {
    expect(folded(event(1, '1', set('tagged', 32))).cut).toEqual([])
    const { cut, values } = folded(event(1, '1', set('tagged', 33)))
    expect(cut).toEqual(['tagged'])
    expect(Object.keys(values)).toHaveLength(32 + 1)
    expect(values).not.toHaveProperty(['tagged.10'])
  })

  test('each kind has its own, and only one that was cut is named', () => {
    expect(folded(event(1, '1', { ...set('tagged', 32), ...set('tagNames', 32) })).cut).toEqual([])
    expect(folded(event(1, '1', { ...set('tagged', 33), ...set('tagNames', 32) })).cut).toEqual(['tagged'])
  })

  test('kinds that were cut are named in order, whichever came first', () => {
    const both = folded(event(1, '1', set('tagged', 33)), event(2, '2', set('names', 33)))
    expect(both.cut).toEqual(['names', 'tagged'])
  })

  test('and those that are no members of a set are not counted', () => {
    const names = Array.from({ length: 40 }, (_, at) => `field${String.fromCharCode(65 + at)}`)
    const { cut, values } = folded(event(1, '1', Object.fromEntries(names.map((name) => [name, 1]))))
    expect(cut).toEqual([])
    expect(Object.keys(values)).toHaveLength(40 + 1)
  })
})

test('the last event is the latest, though an undated one counts earlier in all else', () => {
  expect(folded(event(13, '1', {}), undated(14, {})).values.updatedAt).toBe('2024-06-09T07:28:14.000Z')
})

test('a state knows its first and its last event', () => {
  const state = folded(event(7, '1', {}), event(3, '2', {}), event(5, '3', {}))
  expect(state.startedAt).toBe('2024-06-09T07:28:03.000Z')
  expect(state.values.updatedAt).toBe('2024-06-09T07:28:07.000Z')
})

test('a text that is too long is cut, and of a map what fits is kept, with a mark', () => {
  const map = {
    z: 'x'.repeat(20_000),
    ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`f${n}`, 'some'])),
  }
  const { values } = folded(event(1, '1', { text: '🙂'.repeat(100_000), map, small: { a: 'b' } }))
  expect(Buffer.byteLength(JSON.stringify(values))).toBeLessThan(20_000)
  expect(Buffer.byteLength(String(values.text))).toBeLessThanOrEqual(2000)
  const { z: _tooLong, ...fits } = map
  expect(values.map).toEqual({ ...fits, '…': true })
  expect(values.small).toEqual({ a: 'b' })
})

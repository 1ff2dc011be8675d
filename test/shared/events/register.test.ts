import { describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/commbox/json.ts'
import { type Event, eventsOf } from '../../../shared/events/event.ts'
import { emptyState, fold, type Registers, type State, versionOf } from '../../../shared/events/register.ts'
import { delivery } from '../told.ts'

const base = delivery('Object', 'OnNewActivity', {})

/** An event of the id, at a second of one minute, that sets registers, or fallbacks at them. */
function event(second: number, id: string, sets: Registers, fallbacks: Registers = {}): Event {
  const occurredAt = `2024-06-09T07:28:${String(second).padStart(2, '0')}.000Z`
  const draft = { key: '1', ownId: id, content: {}, occurredAt, sets: () => sets, fallbacks: () => fallbacks }
  return eventsOf(base, [draft])[0] ?? expect.fail('no event')
}

/** The state after events, which must be the same in either direction. */
function folded(...events: Event[]): State {
  const forwards = events.reduce(fold, emptyState('1'))
  expect([...events].reverse().reduce(fold, emptyState('1'))).toEqual(forwards)
  expect([...events, ...events].reduce(fold, emptyState('1'))).toEqual(forwards)
  return forwards
}

describe('versions sort as events follow each other', () => {
  const early = '2024-06-09T07:28:47.000Z'
  const late = '2024-06-09T07:28:47.001Z'
  test.each([
    ['by instant', versionOf(early, '9.a'), versionOf(late, '1.a')],
    ['ids that begin with a number by that number', versionOf(early, '9.a'), versionOf(early, '10.a')],
    ['int64', versionOf(early, '9007199254740993.a'), versionOf(early, '10000000000000000.a')],
    ['numbers alone', versionOf(early, '99'), versionOf(early, '100')],
    ['one id by its fingerprint', versionOf(early, '9.a'), versionOf(early, '9.b')],
    ['fallbacks before all else', versionOf(late, '9.a', true), versionOf(early, '1.a')],
    ['fallbacks by instant', versionOf(early, '9.a', true), versionOf(late, '1.a', true)],
  ])('%s', (_rule, before, after) => {
    expect(before < after).toBe(true)
  })
})

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

  test('is left alone by an event that does not carry it', () => {
    const state = folded(event(1, '1', { a: 'x', b: 'y' }), event(2, '2', { a: undefined, b: 'z' }))
    expect(state.values).toMatchObject({ a: 'x', b: 'z' })
  })

  test('is cleared by a later event that carries it empty, and not by an earlier one', () => {
    expect(folded(event(1, '1', { a: 'x' }), event(2, '2', { a: null })).values).not.toHaveProperty('a')
    expect(folded(event(1, '1', { a: null }), event(2, '2', { a: 'x' })).values.a).toBe('x')
  })

  test.each<[Json]>([[0], [false], [[]]])('can hold %j', (value) => {
    expect(folded(event(1, '1', { a: value })).values.a).toEqual(value)
  })
})

describe('a hint', () => {
  test('fills a gap', () => {
    expect(folded(event(1, '1', {}, { statusId: '1' })).values.statusId).toBe('1')
  })

  test('never overrides what was said on purpose, however late it comes', () => {
    const state = folded(event(1, '1', { statusId: '2' }), event(50, '2', {}, { statusId: '1' }))
    expect(state.values.statusId).toBe('2')
  })

  test('does not refill what was cleared on purpose', () => {
    const state = folded(event(1, '1', { statusId: null }), event(2, '2', {}, { statusId: '1' }))
    expect(state.values).not.toHaveProperty('statusId')
  })

  test('gives way to a later hint', () => {
    const state = folded(event(1, '1', {}, { statusId: '1' }), event(2, '2', {}, { statusId: '8' }))
    expect(state.values.statusId).toBe('8')
  })
})

describe('one event told twice with other surroundings', () => {
  test.each<[Json, Json]>([
    ['1', '2'],
    [null, '1'],
    ['a', null],
    [true, false],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { a: '1' }],
    [{ a: true }, { a: 'true' }],
  ])('gives one state, whichever of %j and %j comes first', (one, other) => {
    folded(event(1, '1', { a: one }), event(1, '1', { a: other }))
  })
})

test('a state knows its first and its last event', () => {
  const state = folded(event(7, '1', {}), event(3, '2', {}), event(5, '3', {}))
  expect(state.startedAt).toBe('2024-06-09T07:28:03.000Z')
  expect(state.values.updatedAt).toBe('2024-06-09T07:28:07.000Z')
})

test('a state stays small, whatever an event carries', () => {
  const map = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`field_${index}`, 'some value']))
  const { values } = folded(event(1, '1', { text: '🙂'.repeat(100_000), map, small: { a: 'b' } }))
  expect(JSON.stringify(values).length).toBeLessThan(10_000)
  expect(values).not.toHaveProperty('map')
  expect(values.small).toEqual({ a: 'b' })
})

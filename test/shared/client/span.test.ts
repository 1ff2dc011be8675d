import { describe, expect, test } from 'vitest'
import { boundsOf, dayKey, monthKey } from '../../../shared/client/instant.ts'
import { endsOf, eventsIn, monthAndDay, timesIn } from '../../../shared/client/span.ts'

const at = (time: string) => `2024-06-09T${time}Z`

describe('an instant', () => {
  test.each([
    ['2024-06-09', at('00:00:00.000'), at('23:59:59.999')],
    [' 2024-06-09 ', at('00:00:00.000'), at('23:59:59.999')],
    ['2024-06-09T07:28', at('07:28:00.000'), at('07:28:59.999')],
    ['2024-06-09 07:28:47', at('07:28:47.000'), at('07:28:47.999')],
    ['2024-06-09T07:28:47.5', at('07:28:47.500'), at('07:28:47.500')],
    ['2024-06-09T07:28:47.123Z', at('07:28:47.123'), at('07:28:47.123')],
    ['2024-06-09t07:28z', at('07:28:00.000'), at('07:28:59.999')],
    ['2024-06-09T07:28:47+03:00', at('04:28:47.000'), at('04:28:47.999')],
    ['2024-06-09T07:28-0500', at('12:28:00.000'), at('12:28:59.999')],
  ])('written as %s means all of its last unit, in UTC unless it has a zone', (text, first, last) => {
    expect(boundsOf(text)).toEqual({ first, last })
  })

  test('that is a Date is one millisecond', () => {
    const time = at('07:28:47.123')
    expect(boundsOf(new Date(time))).toEqual({ first: time, last: time })
  })

  test.each([
    ...['', 'yesterday', 'x2024-06-09', '2024-06-09x', '2024-06-09T07', '2024-06-09T07:28:47.1234'],
    ...['2024-06-09T24:01', '2024-06-09T07:28:60', '2024-06-09T07:28+99:00'],
  ])('cannot be "%s"', (text) => {
    expect(() => boundsOf(text)).toThrow(RangeError)
    expect(() => boundsOf(text)).toThrow(/^Not a date or time: /)
  })

  test('cannot be of a day or month that does not exist', () => {
    expect(() => boundsOf('2024-02-30')).toThrow(new RangeError('There is no day 30 in 2024-02'))
    expect(() => boundsOf('2024-13-01T07:28')).toThrow(/^There is no month 13/)
  })
})

describe('a span', () => {
  const [from, to] = ['2024-06-09', '2024-06-10']

  test('has both of its ends, and is open where none is given', () => {
    expect(endsOf({ from, to })).toEqual({
      from: '2024-06-09T00:00:00.000Z',
      to: '2024-06-10T23:59:59.999Z',
    })
    expect(endsOf({})).toEqual({ from: undefined, to: undefined })
  })

  // `#` (23) comes before `$` (24) and after no digit of a time.
  test('has the sort keys of its events, and of no other kind of item', () => {
    expect(eventsIn({ from, to })).toEqual({
      from: 'event#2024-06-09T00:00:00.000Z',
      to: 'event#2024-06-10T23:59:59.999Z$',
    })
    expect(eventsIn({})).toEqual({ from: 'event#', to: 'event$' })
  })

  test('has the times of an index, whatever they are if it is open', () => {
    expect(timesIn({ from })).toEqual({ from: '2024-06-09T00:00:00.000Z', to: '~' })
    expect(timesIn({ to })).toEqual({ from: '0', to: '2024-06-10T23:59:59.999Z' })
  })
})

describe('a day or a month', () => {
  test('is a partition, or a part of one', () => {
    expect([dayKey('2024-02-29'), monthKey('2024-12')]).toEqual(['2024-02-29', '2024-12'])
    expect(monthAndDay('2024-06-09')).toEqual({ of: '2024-06', sort: { prefix: '2024-06-09' } })
  })

  test.each([
    ['2024-6-9', 'Not a day: 2024-6-9. Write YYYY-MM-DD, such as 2026-11-24'],
    ['12024-06-09', 'Not a day: 12024-06-09. Write YYYY-MM-DD, such as 2026-11-24'],
    ['2024-06-091', 'Not a day: 2024-06-091. Write YYYY-MM-DD, such as 2026-11-24'],
    ['2024-13-01', 'There is no month 13, in 2024-13: months are 01 to 12'],
    ['2024-02-30', 'There is no day 30 in 2024-02'],
  ])('%s is no day, and the error says why', (day, message) => {
    expect(() => dayKey(day)).toThrow(new RangeError(message))
  })

  test.each([
    ['2024-6', 'Not a month: 2024-6. Write YYYY-MM, such as 2026-11'],
    ['12024-06', 'Not a month: 12024-06. Write YYYY-MM, such as 2026-11'],
    ['2024-061', 'Not a month: 2024-061. Write YYYY-MM, such as 2026-11'],
    ['2024-00', 'There is no month 00, in 2024-00: months are 01 to 12'],
  ])('%s is no month, and the error says why', (month, message) => {
    expect(() => monthKey(month)).toThrow(new RangeError(message))
  })
})

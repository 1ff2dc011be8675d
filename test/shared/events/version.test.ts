import { describe, expect, test } from 'vitest'
import {
  eventOrder,
  furthestShift,
  type Manner,
  type Versioned,
  versionOf,
  versionsOf,
} from '../../../shared/events/version.ts'

const at = '2024-06-09T07:28:47.000Z'
const dated: Versioned = { occurredAt: at, isDated: true, versionId: '42' }
const undated: Versioned = { occurredAt: at, isDated: false, versionId: 'delivery-1.003' }
const manners: Manner[] = ['purpose', 'passing', 'redaction', 'default', 'time']

describe('versions sort as events follow each other', () => {
  const of = (occurredAt: string, versionId: string) =>
    versionOf({ ...dated, occurredAt, versionId }, 'purpose')
  const late = '2024-06-09T07:28:47.001Z'
  test.each([
    ['by instant', of(at, '9'), of(late, '1')],
    ['ids that are numbers by that number', of(at, '9'), of(at, '10')],
    ['int64', of(at, '9007199254740993'), of(at, '10000000000000000')],
    ['numbers before other ids', of(at, '99'), of(at, 'a')],
    ['ids that only begin with a number as texts', of(at, '10a'), of(at, '9a')],
    ['the elements of a delivery by their place', of(at, 'd.002'), of(at, 'd.010')],
    ['a default before all else', versionOf({ ...dated, occurredAt: late }, 'default'), of(at, '1')],
  ])('%s', (_rule, before, after) => {
    expect(before < after).toBe(true)
  })
})

describe('the shift is in the version', () => {
  test.each<[string, Versioned, Manner, string]>([
    ['dated, on purpose', dated, 'purpose', '2024-06-09T07:28:47.000Z#n0242'],
    ['dated, in passing', dated, 'passing', '2024-06-09T07:27:47.000Z#n0242'],
    ['dated redaction', dated, 'redaction', '2024-06-09T07:28:47.999Z#n0242'],
    ['undated, on purpose', undated, 'purpose', '2024-06-09T07:28:42.000Z#xdelivery-1.003'],
    ['undated, in passing', undated, 'passing', '2024-06-09T07:27:42.000Z#xdelivery-1.003'],
    ['undated redaction', undated, 'redaction', '2024-06-09T07:28:47.000Z#xdelivery-1.003'],
    ['time of an undated event', undated, 'time', '2024-06-09T07:28:47.000Z#xdelivery-1.003'],
    ['default', undated, 'default', '!2024-06-09T07:28:42.000Z#xdelivery-1.003'],
  ])('%s', (_what, event, manner, version) => {
    expect(versionOf(event, manner)).toBe(version)
  })
})

test('all versions of an event are known, and none lies further from its time than is said', () => {
  for (const event of [dated, undated]) {
    expect(new Set(versionsOf(event))).toEqual(new Set(manners.map((manner) => versionOf(event, manner))))
    for (const version of versionsOf(event)) {
      const instant = Date.parse(version.replace('!', '').slice(0, 24))
      expect(Math.abs(instant - Date.parse(at))).toBeLessThanOrEqual(furthestShift)
    }
  }
})

test('readers order events by time, then by id, ids that are numbers as such', () => {
  const ids = ['9.a', '9.b', '10.a', '11', '9007199254740993.a', '9a', 'delivery-1.002', 'delivery-1.010']
  const orders = ids.map((id) => eventOrder(at, id))
  expect([...orders].reverse().sort()).toEqual(orders)
  expect(new Set(orders).size).toBe(ids.length)
  expect(eventOrder(at, 'z') < eventOrder('2024-06-09T07:28:48.000Z', '1')).toBe(true)
})

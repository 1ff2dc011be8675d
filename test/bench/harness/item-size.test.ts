import { describe, expect, test } from 'vitest'
import { sizeOf, unitsOfPut } from './item-size.ts'

/*
 * Expectations from AWS's developer guide:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */

describe('the size of an item', () => {
  test.each([
    { of: 'a text, in UTF-8', value: { S: 'שלום' }, bytes: 8 },
    { of: 'a number: a byte for two digits, and one', value: { N: '12345' }, bytes: 4 },
    { of: 'a number without the zeros at its ends', value: { N: '0.00120' }, bytes: 2 },
    { of: 'a boolean or null', value: { BOOL: true }, bytes: 1 },
    { of: 'an empty list', value: { L: [] }, bytes: 3 },
    { of: 'a list, with a byte for each member', value: { L: [{ S: 'a' }, { S: 'bc' }] }, bytes: 3 + 2 + 3 },
    { of: 'a map, with a byte for each member', value: { M: { ab: { S: 'cd' } } }, bytes: 3 + 1 + 4 },
  ])('$of', ({ value, bytes }) => {
    expect(sizeOf({ name: value })).toBe('name'.length + bytes)
  })
})

const table = {
  partitionKey: 'id',
  indexes: { byOwner: { partitionKey: 'owner', sortKey: 'since', include: ['title'] } },
} as const
const item = (attributes: Record<string, string>) =>
  Object.fromEntries(
    Object.entries({ id: '1', record: 'state', ...attributes }).map(([name, S]) => [name, { S }]),
  )
const indexed = { owner: 'a', since: '2026', title: 'T' }

describe('the write units of a put', () => {
  test('go by steps of 1,024 bytes of the larger item', () => {
    const around = 'id1recordstatetext'.length
    expect(unitsOfPut(table, undefined, item({ text: 'x'.repeat(1024 - around) }))).toEqual({ table: 1 })
    expect(unitsOfPut(table, undefined, item({ text: 'x'.repeat(1025 - around) }))).toEqual({ table: 2 })
    expect(unitsOfPut(table, item({ text: 'x'.repeat(2500) }), item({}))).toEqual({ table: 3 })
  })

  test.each([
    { of: 'an item that is in no index', before: {}, after: {}, units: undefined },
    { of: 'an entry that appears', before: {}, after: indexed, units: 1 },
    { of: 'an entry that goes', before: indexed, after: {}, units: 1 },
    {
      of: 'an entry that stays as it is',
      before: indexed,
      after: { ...indexed, text: 'x' },
      units: undefined,
    },
    {
      of: 'an entry that shows something else',
      before: indexed,
      after: { ...indexed, title: 'U' },
      units: 1,
    },
    { of: 'an entry under another key', before: indexed, after: { ...indexed, owner: 'b' }, units: 2 },
    { of: 'an entry at another place', before: indexed, after: { ...indexed, since: '2027' }, units: 2 },
  ])('for an index: $of', ({ before, after, units }) => {
    expect(unitsOfPut(table, item(before), item(after)).byOwner).toBe(units)
  })
})

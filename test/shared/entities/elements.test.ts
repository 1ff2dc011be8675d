import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import {
  countElements,
  elementsIn,
  hasLargeWrapper,
  splitPayload,
} from '../../../shared/entities/elements.ts'

const around = { Id: '1', StreamId: '7' }
const add = { Id: '5', Action: 'Add' }
const remove = { Id: '6', Action: 'Remove' }
const payloads = (payload: JsonObject) => elementsIn(payload, 'Tags', 'Tag').map((element) => element.payload)

describe('what is stored of an element', () => {
  test.each<[JsonObject]>([
    [{ ...around, Tags: { Tag: add } }],
    [{ ...around, Tags: { Tag: [add] } }],
    [{ ...around, Tags: JSON.stringify({ Tag: [add] }) }],
    [{ ...around, Tags: { Tag: [[], add], Count: '1' } }],
  ])('of one, the payload as sent: %j', (payload) => {
    expect(payloads(payload)).toEqual([payload])
  })

  test.each<[JsonObject]>([
    [{ ...around, Tags: { Tag: [add, remove] } }],
    [{ ...around, Tags: JSON.stringify({ Tag: [add, remove] }) }],
    [{ ...around, Tags: { Tag: JSON.stringify([add, remove]) } }],
    [{ ...around, Tags: { Tag: [JSON.stringify(add), JSON.stringify(remove)] } }],
  ])('of several, the element in its wrapper, without the others: %j', (payload) => {
    expect(payloads(payload)).toEqual([
      { ...around, Tags: { Tag: add } },
      { ...around, Tags: { Tag: remove } },
    ])
  })

  test('in a bare list, the element in a list of its own', () => {
    expect(payloads({ ...around, Tags: [add, 'x', remove] })).toEqual([
      { ...around, Tags: [add, 'x'] },
      { ...around, Tags: [remove] },
    ])
  })

  test('what belongs to no element is kept when the list is JSON text', () => {
    expect(payloads({ ...around, Tags: { Tag: JSON.stringify([add, remove, 'x']) } })).toEqual([
      { ...around, Tags: { Tag: [add, 'x'] } },
      { ...around, Tags: { Tag: remove } },
    ])
  })

  test('what belongs to no element stays with the first; what is beside the list, with each', () => {
    expect(payloads({ ...around, Tags: { Tag: [null, add, 'x', remove], Count: '2' } })).toEqual([
      { ...around, Tags: { Tag: [add, null, 'x'], Count: '2' } },
      { ...around, Tags: { Tag: remove, Count: '2' } },
    ])
  })
})

test.each<[JsonObject]>([[around], [{ ...around, Tags: '' }], [{ ...around, Tags: { Tag: 'x' } }]])(
  '%j has no elements',
  (payload) => {
    expect(payloads(payload)).toEqual([])
  },
)

describe('a wrapper is repeated for each of several elements', () => {
  const isLarge = (bytes: number, count: number) => {
    const payload = {
      Id: '1',
      Note: 'x'.repeat(bytes),
      Tags: { Tag: Array.from({ length: count }, () => add) },
    }
    return hasLargeWrapper(elementsIn(payload, 'Tags', 'Tag'), payload)
  }

  test.each([
    ['of 200 bytes, whatever their number', 200, 500, false],
    ['of any size for one', 100_000, 1, false],
    ['of any size for two, which repeat it once', 100_000, 2, false],
    ['while that is less than the whole', 1000, 2, false],
    ['and not if it is more', 1000, 10, true],
    ['and not for none', 100_000, 0, false],
  ])('%s', (_what, bytes, count, isTooLarge) => {
    expect(isLarge(bytes, count)).toBe(isTooLarge)
  })
})

describe('a payload of many elements', () => {
  const list = { holder: 'Tags', name: 'Tag' }
  const many = Array.from({ length: 501 }, (_, n) => ({ Id: String(n), Action: 'Add' }))

  test('is counted: one without a list is one', () => {
    expect(countElements({ ...around, Tags: { Tag: many } }, list)).toBe(501)
    expect(countElements({ ...around, Tags: { Tag: many } }, undefined)).toBe(1)
  })

  test('is split into payloads of 500, and what belongs to no element stays with the first', () => {
    const [first, second, ...more] = splitPayload(
      { ...around, Tags: { Tag: ['x', ...many], Count: '501' } },
      list,
    )
    expect(first).toEqual({ ...around, Tags: { Count: '501', Tag: [...many.slice(0, 500), 'x'] } })
    expect(second).toEqual({ ...around, Tags: { Count: '501', Tag: many.slice(500) } })
    expect(more).toEqual([])
  })
})

describe('of what the fingerprint of an element is made', () => {
  const contents = (payload: JsonObject) =>
    elementsIn(payload, 'Tags', 'Tag').map((element) => element.content)

  test('the element in its wrapper, with what is beside the list and without the list', () => {
    expect(contents({ ...around, Tags: { Tag: [add, remove] } })).toEqual([
      [around, add],
      [around, remove],
    ])
    expect(contents({ ...around, Tags: { Tag: add, Count: '1' } })).toEqual([
      [{ ...around, Tags: { Count: '1' } }, add],
    ])
  })

  test('what belongs to no element is of the first one, also if there is one only', () => {
    expect(contents({ ...around, Tags: { Tag: ['x', add, remove] } })).toEqual([
      [around, add, 'x'],
      [around, remove],
    ])
    expect(contents({ ...around, Tags: { Tag: [add, 'x'] } })).toEqual([[around, add, 'x']])
  })
})

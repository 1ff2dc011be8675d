import { describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor, InvalidCursorError } from '../../../shared/client/cursor.ts'
import { sortedPage } from '../../../shared/client/sorted.ts'

describe('a cursor', () => {
  const scope = {
    place: 'Object.byTag',
    names: ['objectId', 'record', 'tagId'],
    partition: { name: 'tagId', value: '5' },
  }
  const position = { objectId: '7', record: 'tag#5', tagId: '5' }
  const cursor = encodeCursor(scope, position)

  test('gives back the position that it was made of', () => {
    expect(decodeCursor(scope, cursor)).toEqual(position)
  })

  test.each([
    ['of another table or index', { ...scope, place: 'Object.byManager' }],
    ['of another partition', { ...scope, partition: { name: 'tagId', value: '6' } }],
    ['with more key attributes', { ...scope, names: [...scope.names, 'taggedAt'] }],
    [
      'with fewer key attributes',
      { ...scope, names: ['objectId', 'record'], partition: { name: 'objectId', value: '7' } },
    ],
  ])('is refused by a question %s', (_, other) => {
    expect(() => decodeCursor(other, cursor)).toThrow(
      new InvalidCursorError('Invalid cursor: it belongs to another question'),
    )
  })

  test.each([
    ['', 'nothing'],
    ['bm8', 'no JSON'],
    ['WzFd', 'no list of texts'],
  ])('is refused if it is "%s": %s', (text) => {
    expect(() => decodeCursor(scope, text)).toThrow(
      expect.objectContaining({
        name: 'InvalidCursorError',
        message: 'Invalid cursor: pass the "next" of the page before, unchanged',
      }),
    )
  })
})

describe('pages of items that were read whole', () => {
  const items = [3, 1, 5, 2, 4].map((n) => ({ n }))
  const scope = { place: 'numbers', of: 'all' }
  const page = (options: Parameters<typeof sortedPage>[3], from = items) =>
    sortedPage(from, ({ n }) => [String(n)], scope, options)
  const numbers = (options: Parameters<typeof sortedPage>[3]) => page(options).items.map(({ n }) => n)

  test('are sorted, the oldest first unless another order is asked for', () => {
    expect(numbers({})).toEqual([1, 2, 3, 4, 5])
    expect(numbers({ order: 'newest' })).toEqual([5, 4, 3, 2, 1])
  })

  test.each([
    ['oldest', [[1, 2], [3, 4], [5]]],
    ['newest', [[5, 4], [3, 2], [1]]],
  ] as const)('add up to the whole, the %s first', (order, expected) => {
    let cursor: string | undefined
    for (const [index, numbers] of expected.entries()) {
      const { items: found, next } = page({ order, limit: 2, cursor })
      expect(found.map(({ n }) => n)).toEqual(numbers)
      expect(next !== undefined).toBe(index < 2)
      cursor = next
    }
  })

  test('have no next if the last is full', () => {
    expect(page({ limit: 5 })).not.toHaveProperty('next')
    expect(page({})).not.toHaveProperty('next')
  })

  test('go on after an item that is gone meanwhile', () => {
    const { next: cursor } = page({ limit: 2 })
    const left = items.filter(({ n }) => n !== 2)
    expect(page({ cursor }, left).items.map(({ n }) => n)).toEqual([3, 4, 5])
  })

  test('refuse the cursor of another question', () => {
    const { next: cursor } = page({ limit: 2 })
    for (const other of [
      { ...scope, of: 'some' },
      { ...scope, place: 'texts' },
    ])
      expect(() => sortedPage(items, ({ n }) => [String(n)], other, { cursor })).toThrow(InvalidCursorError)
  })
})

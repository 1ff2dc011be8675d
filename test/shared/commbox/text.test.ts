import { describe, expect, test } from 'vitest'
import { bounded, excerpt, withoutToken } from '../../../shared/commbox/text.ts'
import { fc } from '../../seed.ts'

describe('an excerpt', () => {
  test.each([
    ['short', 'short'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), `${'x'.repeat(200)}…`],
    ['🙂'.repeat(200), '🙂'.repeat(200)],
    ['🙂'.repeat(201), `${'🙂'.repeat(200)}…`],
    [`x${'🙂'.repeat(5000)}`, `x${'🙂'.repeat(199)}…`],
    ['', ''],
  ])('of %s', (text, shown) => {
    expect(excerpt(text, 200)).toBe(shown)
  })
})

test.each([
  ['/webhooks/object/onnew&token=abc', '/webhooks/object/onnew&token=…'],
  ['/webhooks&Token=abc/user', '/webhooks&Token=…/user'],
  ['/webhooks/object%26token%3Dabc%20d', '/webhooks/object%26token%3D…'],
  ['/webhooks;token=abc&x=1', '/webhooks;token=…&x=1'],
  ['/webhooks/token/abc', '/webhooks/token/abc'],
])('the path %s is shown as %s', (path, shown) => {
  expect(withoutToken(path)).toBe(shown)
})

describe('a value that is too large for an item', () => {
  test.each([
    ['x'.repeat(2000), 'x'.repeat(2000)],
    ['x'.repeat(2001), `${'x'.repeat(1997)}…`],
    ['א'.repeat(1000), 'א'.repeat(1000)],
    ['א'.repeat(1001), `${'א'.repeat(998)}…`],
    ['🙂'.repeat(501), `${'🙂'.repeat(499)}…`],
    ['🙂'.repeat(500), '🙂'.repeat(500)],
  ])('is cut at 2,000 bytes if it is a text, and no character in half: %#', (text, kept) => {
    expect(bounded(text)).toBe(kept)
  })

  // With quotes and comma, each element takes 1,024 bytes.
  const element = 'x'.repeat(1021)
  const kilobytes = (count: number) => Array.from({ length: count }, () => element)

  test('is cut at 16 KB if it is a list', () => {
    expect(bounded(kilobytes(16))).toEqual(kilobytes(16))
    expect(bounded(kilobytes(17))).toEqual(kilobytes(16))
    expect(bounded([...kilobytes(15), `${element}x`, 1])).toEqual(kilobytes(15))
    expect(bounded(['א'.repeat(8191), 1])).toEqual([])
    expect(bounded([])).toEqual([])
  })

  const sizeOf = (map: object) => Buffer.byteLength(JSON.stringify(map))

  test('keeps as many members as fit into 16 KB if it is a map, in the order of their names, and says so', () => {
    const whole = { b: 'x'.repeat(16_384 - 8) }
    expect(sizeOf(whole)).toBe(16_384)
    expect(bounded(whole)).toEqual(whole)
    expect(bounded({ b: `${whole.b}x`, a: 1 })).toEqual({ a: 1, '…': true })
    const half = 'א'.repeat(4096)
    expect(bounded({ c: half, b: half, a: 1 })).toEqual({ a: 1, b: half, '…': true })
    expect(bounded({ a: half, b: half, c: 1 })).toEqual({ a: half, c: 1, '…': true })
  })

  test('of a map fills the 16 KB to the last byte', () => {
    const mark = sizeOf({ '…': true })
    const fitting = { a: 'x'.repeat(16_384 - mark - ',"a":""'.length) }
    expect(bounded({ ...fitting, b: 'too much' })).toEqual({ ...fitting, '…': true })
    expect(bounded({ a: `${fitting.a}x`, b: 'too much' })).toEqual({ b: 'too much', '…': true })
  })

  test('is the same in whatever order its members came', () => {
    const map = fc.dictionary(
      fc.string({ maxLength: 3 }),
      fc.nat({ max: 3 }).map((kilo) => 'x'.repeat(kilo * 3000)),
    )
    fc.assert(
      fc.property(map, (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse())
        expect(bounded(reversed)).toEqual(bounded(members))
        expect(sizeOf(Object(bounded(members)))).toBeLessThanOrEqual(16_384)
      }),
    )
  })

  test.each([[1], [true], [null], ['x'], [{ a: 1 }]])('and %j stays as it is', (value) => {
    expect(bounded(value)).toEqual(value)
  })
})

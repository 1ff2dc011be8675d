import { describe, expect, test } from 'vitest'
import { excerpt } from '../../../shared/commbox/text.ts'

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

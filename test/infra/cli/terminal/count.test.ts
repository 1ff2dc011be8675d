import { expect, test } from 'vitest'
import { ageText, counted } from '../../../../infra/cli/terminal/count.ts'

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [59_000, '59 s'],
  [60_000, '1 min'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [3_660_000, '1 h 1 min'],
  [((3 * 24 + 4) * 60 + 5) * 60_000, '3 d 4 h'],
  [(3 * 24 * 60 + 5) * 60_000, '3 d'],
])('%i ms ago is %s', (milliseconds, text) => {
  expect(ageText(milliseconds)).toBe(text)
})

test('one, and several', () => {
  expect(counted(1, 'delivery', 'deliveries')).toBe('1 delivery')
  expect(counted(0, 'state')).toBe('0 states')
})

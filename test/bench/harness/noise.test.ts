import { expect, test } from 'vitest'
import { noiseIn } from './noise.ts'
import { compared, counted } from './row.ts'

const about = { id: 'part', what: 'CPU', unit: 'ms' }
const ours = [2, 2.1, 2, 1.9, 2, 2]

test('a run is believed on a machine that does nothing else, with rounds that agree', () => {
  const rows = compared(about, ours, { floor: { samples: [1, 1, 1, 1, 1, 1] } })
  expect(rows[0]?.ratio).toEqual({ to: 'floor', value: 2, low: 2, high: 2 })
  expect(noiseIn(rows, [0.01, 0.02])).toBeUndefined()
})

test('a run is not believed if other work runs, before or after', () => {
  const rows = compared(about, ours, { floor: { samples: [1, 1, 1, 1, 1, 1] } })
  expect(noiseIn(rows, [0.01, 0.3])).toBe('others used 30 % of the machine')
  expect(noiseIn(rows, [0.3, 0.01])).toBe('others used 30 % of the machine')
})

test('a run is not believed if the rounds differ too much', () => {
  const rows = compared(about, ours, { floor: { samples: [1, 2, 1, 0.5, 2, 0.5] } })
  expect(noiseIn(rows, [0, 0])).toBe('the ratios of part/floor lie too far apart')
})

test('what is counted is believed anywhere', () => {
  expect(
    noiseIn([counted({ id: 'part', what: 'requests', unit: '', median: 3 })], [0.9, 0.9]),
  ).toBeUndefined()
})

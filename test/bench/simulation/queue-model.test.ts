import { describe, expect, test } from 'vitest'
import { run } from './queue-model.ts'

/** A batch takes a tenth of a second, whatever its size: at most 10 × 20 × 10 messages a second. */
const system = {
  serviceTime: () => 0.1,
  batchSize: 10,
  maximumConcurrency: 20,
  visibilityTimeout: 180,
  maxReceiveCount: 5,
}

describe('a queue and its consumer', () => {
  test('has as many invocations at once as come in during one (Little’s law)', () => {
    const { concurrency, batch, oldestAge } = run(system, { rate: 30, seconds: 60 })
    expect(concurrency).toBeCloseTo(3, 1)
    expect(batch).toBe(1)
    expect(oldestAge).toBeLessThan(0.5)
  })

  test('fills its batches when invocations are short', () => {
    expect(run(system, { rate: 400, seconds: 60 }).batch).toBe(8)
  })

  test('falls behind above its capacity, by what is too much', () => {
    const { waiting, concurrency } = run(system, { rate: 2500, seconds: 100 })
    // 500 a second are too many, and at the start there were five invocations instead of twenty.
    expect(waiting).toBeGreaterThan(50_000)
    expect(waiting).toBeLessThan(60_000)
    expect(concurrency).toBeCloseTo(20, 1)
  })

  test('is as old as a burst into a queue at rest is long, and as its consumers take to start', () => {
    const { oldestAge, waiting } = run(system, { rate: 1000, seconds: 60, startsAt: 2, until: 5 })
    // 1,000 a second come for two seconds, in which the invocations grow to 15: they take 1,500 a second.
    expect(waiting).toBeCloseTo(2000, -2)
    expect(oldestAge).toBeGreaterThan(2)
    expect(oldestAge).toBeLessThan(2.5)
  })

  test('loses nothing in an outage of ten minutes: a message is tried every three minutes, five times', () => {
    const course = run(system, { rate: 10, seconds: 1800, outage: { from: 60, seconds: 600 } })
    expect(course.deadLetters).toBe(0)
    expect(course.waiting).toBeCloseTo(6000, -2)
    expect(course.oldestAge).toBeGreaterThan(600)
    expect(course.oldestAge).toBeLessThan(600 + 180 + 1)
    expect(course.recovered).toBeLessThan(181)
  })

  test('sets messages aside in an outage that outlasts five attempts', () => {
    const { deadLetters } = run(system, { rate: 10, seconds: 1800, outage: { from: 0, seconds: 900 } })
    // Those of the first three minutes are tried for the fifth time before the end: at 720 to 900 seconds.
    expect(deadLetters).toBeCloseTo(1800, -2)
  })
})

import { assumed, consumerMilliseconds, stretched } from '../cost/delivery-cost.ts'
import type { Deployed } from '../cost/deployed.ts'
import { measured, type Results } from '../harness/results.ts'
import { markdown } from '../harness/table.ts'
import { type QueueSystem, run } from './queue-model.ts'

const rates = [1, 10, 100, 500, 1000, 2000, 5000, 10_000]
const outage = { from: 60, seconds: 600 }
const burst = { count: 5000, rate: 1000 }

/** A queue and its consumer: what was measured, on the memory and with the settings of the stage. */
export function queueSystem(results: Results, deployed: Deployed): QueueSystem {
  const [ofOne, ofTen] = [1, 10].map(
    (batch) => consumerMilliseconds(results, deployed, batch === 1 ? 1 : 10) / 1000,
  ) as [number, number]
  return {
    // Between the two that were measured, and beyond them, in a straight line.
    serviceTime: (batch) => ofOne + ((ofTen - ofOne) * (batch - 1)) / 9,
    batchSize: deployed.batchSize,
    maximumConcurrency: deployed.maximumConcurrency ?? 1250,
    visibilityTimeout: deployed.visibilityTimeout,
    maxReceiveCount: deployed.maxReceiveCount,
  }
}

/** From the answer to CommBox until an event is in its table, in seconds. */
export function ages(results: Results, deployed: Deployed): { single: number; cold: number; burst: number } {
  const system = queueSystem(results, deployed)
  const { count, rate } = burst
  const single = assumed.queueMs / 1000 + system.serviceTime(1)
  const start = stretched(
    measured(results, 'consumer-cold/a handler that only puts'),
    deployed.consumerMemory,
  )
  const startsAt = (assumed.startMs + start) / 1000
  const { oldestAge } = run(system, { rate, seconds: 120, startsAt, until: count / rate })
  return { single, cold: single + startsAt, burst: assumed.queueMs / 1000 + oldestAge }
}

/** The ages as people read them, with what was measured on the local stack beside them. */
export function agesText(results: Results, deployed: Deployed): string {
  const { single, cold, burst: oldest } = ages(results, deployed)
  const local = (id: string) => {
    const row = results.rows.find((each) => each.id === id)
    return row ? seconds(row.median) : 'not measured yet'
  }
  return markdown(
    ['from the answer to the row', 'on AWS, by the model', 'local stack, measured'],
    [
      ['one by one', seconds(single), local('local-single')],
      ['one by one, if the consumer has to start', seconds(cold), ''],
      [
        `the oldest in a burst of ${burst.count.toLocaleString('en')}`,
        seconds(oldest),
        local('local-burst-oldest'),
      ],
    ],
  )
}

/** The queue at rising rates, and through an outage. */
export function simulationText(results: Results, deployed: Deployed): string {
  const system = queueSystem(results, deployed)
  const lines = rates.map((rate) => {
    const calm = run(system, { rate, seconds: 120 })
    const through = run(system, { rate, seconds: 3600, outage })
    return [
      rate.toLocaleString('en'),
      `${Math.max(0.1, calm.oldestAge).toFixed(1)} s`,
      calm.concurrency.toFixed(1),
      String(calm.batch),
      `${Math.round(through.oldestAge)} s`,
      through.recovered === undefined ? 'not within the hour' : `${Math.round(through.recovered)} s`,
      Math.round(through.waiting).toLocaleString('en'),
      Math.round(through.deadLetters).toLocaleString('en'),
    ]
  })
  const head = [
    'deliveries/s in one queue',
    'oldest age in two minutes (0.1 at least)',
    'invocations at once',
    'batch',
    'oldest age, outage of 10 minutes',
    'caught up after',
    'most messages waiting',
    'dead letters',
  ]
  const milliseconds = (batch: number) => (1000 * system.serviceTime(batch)).toFixed(0)
  const about =
    `A batch of 1 takes ${milliseconds(1)} ms, of 10 ${milliseconds(10)} ms; at most ` +
    `${system.maximumConcurrency} invocations at once, batches of ${system.batchSize}.`
  return `${about}\n\n${markdown(head, lines)}`
}

function seconds(value: number): string {
  return `${value >= 10 ? value.toFixed(1) : value.toFixed(2)} s`
}

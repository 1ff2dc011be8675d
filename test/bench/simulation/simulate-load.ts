import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAssembly } from '../../../infra/local/assembly.ts'
import { synthesize } from '../../../infra/local/synthesis.ts'
import { consumerMilliseconds } from '../cost/delivery-cost.ts'
import { readDeployed } from '../cost/deployed.ts'
import { writeBlock } from '../harness/docs.ts'
import { tokenHash } from '../harness/environment.ts'
import { readResults } from '../harness/results.ts'
import { markdown } from '../harness/table.ts'
import { type QueueSystem, run } from './queue-model.ts'

/** `npm run simulate-load`: one queue and its consumer at rising rates, and through an outage of DynamoDB. */
const folder = mkdtempSync(join(tmpdir(), 'commbox-simulation-'))
const deployed = readDeployed(readAssembly(await synthesize(folder, { tokenHash })))
rmSync(folder, { recursive: true, force: true })

const results = readResults()
const ofOne = consumerMilliseconds(results, deployed, 1) / 1000
const ofTen = consumerMilliseconds(results, deployed, 10) / 1000
const system: QueueSystem = {
  // Between the two that were measured, and beyond them, in a straight line.
  serviceTime: (batch) => ofOne + ((ofTen - ofOne) * (batch - 1)) / 9,
  batchSize: deployed.batchSize,
  maximumConcurrency: deployed.maximumConcurrency,
  visibilityTimeout: deployed.visibilityTimeout,
  maxReceiveCount: deployed.maxReceiveCount,
}

const outage = { from: 60, seconds: 600 }
const lines = [1, 10, 100, 500, 1000, 2000, 5000, 10_000].map((rate) => {
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
const about =
  `A batch of 1 takes ${(1000 * ofOne).toFixed(0)} ms, of 10 ${(1000 * ofTen).toFixed(0)} ms; at most ` +
  `${system.maximumConcurrency} invocations at once, batches of ${system.batchSize}.`
const table = `${about}\n\n${markdown(head, lines)}`
console.log(table)
writeBlock('docs/scaling.md', 'simulation', table)

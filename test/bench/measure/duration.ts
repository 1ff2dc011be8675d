import { assumed } from '../cost/delivery-cost.ts'
import type { Bundles } from '../harness/build.ts'
import { functionEnvironment } from '../harness/environment.ts'
import { batches, objectMix, sqsEvent } from '../harness/loads.ts'
import { type Row, ratioOf } from '../harness/row.ts'
import { startStandIn } from '../harness/stand-in.ts'
import { median, percentile } from '../harness/statistics.ts'
import { warm } from '../harness/warm.ts'

const rounds = 11

/**
 * How long a consumer takes for a batch of conversations if every request is answered after as long as the model of
 * docs/scaling.md assumes, by the CPU time and the requests that follow each other.
 */
export async function duration(bundles: Bundles): Promise<Row[]> {
  const standIn = await startStandIn(assumed.callMs)
  const rows: Row[] = []
  for (const size of [1, 10]) {
    const consumer = await warm(bundles.ours('ObjectPipelineConsumer'), functionEnvironment(standIn.endpoint))
    const taken: number[] = []
    const modelled: number[] = []
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const invocations = batches(objectMix(100 * size + round), size).map(sqsEvent)
      await standIn.requests()
      const began = performance.now()
      const { cpu } = await consumer.run(invocations)
      const wall = performance.now() - began
      const { inSequence } = await standIn.requests()
      if (round === 0) continue
      taken.push(wall / invocations.length)
      modelled.push((cpu + inSequence * assumed.callMs) / invocations.length)
    }
    consumer.close()
    rows.push({
      id: `duration-${size}`,
      what: `consumer, batch of ${size}, each request answered after ${assumed.callMs} ms`,
      unit: 'ms',
      median: median(taken),
      p95: percentile(taken, 0.95),
      ratio: ratioOf('the model of docs/scaling.md', taken, modelled),
      target: 1.25,
    })
  }
  standIn.close()
  return rows
}

import type { Bundles } from '../harness/build.ts'
import { coldStarts } from '../harness/cold.ts'
import { functionEnvironment } from '../harness/environment.ts'
import { batches, eventsIn, objectMix, ofConversations, sqsEvent } from '../harness/loads.ts'
import { compared, type Row } from '../harness/row.ts'
import { startStandIn } from '../harness/stand-in.ts'
import { sum } from '../harness/statistics.ts'
import { warm } from '../harness/warm.ts'

const consumer = 'ObjectPipelineConsumer'

export async function consumerCold(bundles: Bundles): Promise<Row[]> {
  const standIn = await startStandIn()
  const [first = []] = batches(objectMix(), 10)
  const { ours, floor } = await coldStarts(
    { ours: bundles.ours(consumer), floor: bundles.contender('put') },
    { event: sqsEvent(first), env: functionEnvironment(standIn.endpoint), rounds: 21, check: isStored },
  )
  standIn.close()
  return compared({ id: 'consumer-cold', what: 'consumer cold start, batch of 10', unit: 'ms' }, ours, {
    'a handler that only puts': { samples: floor, target: 1 },
  })
}

const rounds = 11
/** Of the conversations' part of the fixture mix, in a round. */
const copies = 4
/** A batch of so many deliveries is of so many conversations. */
const sizes = [
  { size: 1, things: 1 },
  { size: 10, things: 3 },
  { size: 100, things: 20 },
]

export async function consumerWarm(bundles: Bundles): Promise<Row[]> {
  const standIn = await startStandIn()
  const rows: Row[] = []
  for (const { size, things } of sizes) {
    const env = functionEnvironment(standIn.endpoint)
    const functions = {
      ours: await warm(bundles.ours(consumer), env),
      floor: await warm(bundles.contender('put'), env),
    }
    const samples = { ours: [] as Sample[], floor: [] as Sample[] }
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const deliveries = Array.from({ length: copies }, (_, copy) => objectMix(round * copies + copy)).flat()
      const invocations = batches(deliveries, size).map((batch, n) =>
        sqsEvent(ofConversations(batch, things, size * 10_000_000 + round * 100_000 + n * 100)),
      )
      for (const name of ['floor', 'ours'] as const) {
        await standIn.requests()
        const { cpu } = await functions[name].run(invocations)
        const { requests } = await standIn.requests()
        const events = sum(deliveries.map(eventsIn))
        if (round === 0) continue
        samples[name].push({ perEvent: cpu / events, perRequest: cpu / requests })
      }
    }
    functions.ours.close()
    functions.floor.close()
    rows.push(...consumerRows(size, samples))
  }
  standIn.close()
  return rows
}

/** CPU in milliseconds. */
type Sample = { perEvent: number; perRequest: number }

function consumerRows(size: number, { ours, floor }: Record<'ours' | 'floor', Sample[]>): Row[] {
  const rival = 'a handler that only puts'
  const of = (samples: Sample[], name: keyof Sample) => samples.map((sample) => sample[name])
  return [
    ...compared(
      { id: `consumer-cpu-${size}`, what: `consumer CPU per event, batches of ${size}`, unit: 'ms' },
      of(ours, 'perEvent'),
      { [rival]: { samples: of(floor, 'perEvent') } },
    ),
    ...compared(
      {
        id: `consumer-request-${size}`,
        what: `consumer CPU per DynamoDB request, batches of ${size}`,
        unit: 'ms',
      },
      of(ours, 'perRequest'),
      { [rival]: { samples: of(floor, 'perRequest'), target: 1 } },
    ),
  ]
}

function isStored(answer: unknown): void {
  const { batchItemFailures } = Object(answer)
  if (batchItemFailures?.length !== 0) throw new Error('a batch was not stored')
}

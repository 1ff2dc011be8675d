import { statSync } from 'node:fs'
import type { Bundles } from '../harness/build.ts'
import { coldStarts } from '../harness/cold.ts'
import { functionEnvironment, token } from '../harness/environment.ts'
import { gatewayEvents } from '../harness/loads.ts'
import { compared, counted, type Row } from '../harness/row.ts'
import { startStandIn } from '../harness/stand-in.ts'
import { warm } from '../harness/warm.ts'

const ingestFunction = 'IngestFunction'

function rivals(bundles: Bundles) {
  return {
    ours: bundles.ours(ingestFunction),
    floor: bundles.contender('floor'),
    'floor with its SDK bundled': bundles.contender('floorBundled'),
    typical: bundles.contender('typical'),
  }
}

export async function ingestCold(bundles: Bundles): Promise<Row[]> {
  const standIn = await startStandIn()
  const event = gatewayEvents(token).find(({ rawPath }) => rawPath.endsWith('/on-new-child'))
  const { ours, floor, typical, ...rest } = await coldStarts(rivals(bundles), {
    event,
    env: functionEnvironment(standIn.endpoint),
    rounds: 21,
    check: isAccepted,
  })
  standIn.close()
  return compared({ id: 'ingest-cold', what: 'ingest cold start', unit: 'ms' }, ours, {
    floor: { samples: floor, target: 0.8 },
    typical: { samples: typical, target: 0.5 },
    'floor with its SDK bundled': { samples: rest['floor with its SDK bundled'] },
  })
}

function isAccepted(answer: unknown): void {
  if (Object(answer).statusCode !== 200) throw new Error('a delivery was not accepted')
}

export async function ingestSize(bundles: Bundles): Promise<Row[]> {
  const bytes = statSync(bundles.ours(ingestFunction)).size
  return [
    counted({ id: 'ingest-size', what: 'ingest bundle', unit: 'KB', median: bytes / 1000, target: 235 }),
  ]
}

const perRound = 1000
const rounds = 20

export async function ingestWarm(bundles: Bundles): Promise<Row[]> {
  const standIn = await startStandIn()
  const mix = gatewayEvents(token)
  const events = Array.from({ length: perRound }, (_, n) => mix[n % mix.length])
  const { ours, floor, typical } = rivals(bundles)
  const env = functionEnvironment(standIn.endpoint)
  const functions = await Promise.all([ours, floor, typical].map((bundle) => warm(bundle, env)))
  const samples: number[][] = functions.map(() => [])
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, fn] of functions.entries()) {
      const ran = await fn.run(events)
      if (round > 0) samples[index]?.push(ran.cpu / perRound)
    }
  }
  for (const fn of functions) fn.close()
  standIn.close()
  const [oursSamples = [], floorSamples = [], typicalSamples = []] = samples
  return compared({ id: 'ingest-cpu', what: 'ingest CPU per delivery, warm', unit: 'ms' }, oursSamples, {
    floor: { samples: floorSamples, target: 1.25 },
    typical: { samples: typicalSamples },
  })
}

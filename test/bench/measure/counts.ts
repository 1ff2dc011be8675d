import { entities } from '../../../shared/commbox/names.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import type { Bundles } from '../harness/build.ts'
import { type Counted, type Counter, startCounter, total } from '../harness/counter.ts'
import { functionEnvironment, token } from '../harness/environment.ts'
import {
  again,
  batches,
  eventsIn,
  gatewayEvents,
  isPlain,
  objectMix,
  ofConversation,
  queued,
} from '../harness/loads.ts'
import { counted, type Row } from '../harness/row.ts'
import { startStandIn } from '../harness/stand-in.ts'
import { sum } from '../harness/statistics.ts'
import { warm } from '../harness/warm.ts'

/** DynamoDB's requests and units for an event, counted at the wire, on the bundles as deployed. */
export async function counts(bundles: Bundles): Promise<Row[]> {
  const counter = await startCounter(bundles)
  try {
    return [
      eventsPerDelivery(),
      await ingestLog(bundles),
      ...(await requests(counter)),
      ...(await units(bundles, 1, 3)),
      ...(await units(bundles, 10, 2.2)),
    ]
  } finally {
    await counter.close()
  }
}

function eventsPerDelivery(): Row {
  const mix = queued()
  return counted({
    id: 'events-per-delivery',
    what: 'events in a delivery of the fixture mix',
    unit: 'events',
    median: sum(mix.map(eventsIn)) / mix.length,
  })
}

async function ingestLog(bundles: Bundles): Promise<Row> {
  const standIn = await startStandIn()
  const ingest = await warm(bundles.ours('IngestFunction'), functionEnvironment(standIn.endpoint))
  const events = gatewayEvents(token)
  const { logged } = await ingest.run(events)
  ingest.close()
  standIn.close()
  return counted({
    id: 'ingest-log',
    what: 'ingest log per delivery',
    unit: 'bytes',
    median: logged / events.length,
  })
}

async function requests(counter: Counter): Promise<Row[]> {
  const messages = objectMix().filter(isPlain)
  const rows: Row[] = []
  for (const { size, things, target } of [
    { size: 10, things: 3, target: 0.6 },
    { size: 100, things: 20, target: 0.3 },
  ]) {
    const batch = Array.from({ length: size }, (_, n) =>
      ofConversation(
        again(messages[n % messages.length] ?? noMessage(), n),
        String(1000 * size + (n % things)),
      ),
    )
    const { traffic, events } = await counter.consume('Object', [batch])
    rows.push(
      counted({
        id: `requests-${size}`,
        what: `DynamoDB requests per event, batch of ${size} events of ${things} things`,
        unit: 'requests',
        median: sum(Object.values(traffic.requests)) / events,
        target,
      }),
    )
  }
  return rows
}

function exact(to: string, value: number) {
  return { to, value, low: value, high: value }
}

function noMessage(): never {
  throw new Error('the fixture mix has no plain message')
}

/**
 * The fixture mix twice: first into tables that hold nothing, where every delivery is the first of its thing, then
 * later deliveries about the same things. `target` is for these.
 */
async function units(bundles: Bundles, size: 1 | 10, target: number): Promise<Row[]> {
  const counter = await startCounter(bundles, size === 1 ? hold : 4 * hold)
  const firsts: Counted[] = []
  const laters: Counted[] = []
  for (const entity of entities) {
    const mix = queued().filter((delivery) => delivery.entity === entity)
    const first = batches(mix, size).map(size === 1 ? asIs : asBurst)
    const later = first.map((batch) => batch.map((delivery) => again(delivery, 1)))
    firsts.push(await counter.consume(entity, first))
    laters.push(await counter.consume(entity, later))
  }
  await counter.close()
  return [
    ...unitRows(`${size}`, 'things that are known', laters, target),
    ...unitRows(`${size}-new`, 'new things', firsts),
    ...(['logged', 'lines'] as const).map((name) =>
      counted({
        id: `consumer-${name}-${size}`,
        what: `consumer log per delivery, fixture mix of things that are known`,
        unit: name === 'logged' ? 'bytes' : 'lines',
        median: total(laters)[name] / queued().length,
      }),
    ),
  ].map((row) => ({ ...row, what: `${row.what}, batches of ${size}` }))
}

/** In milliseconds: on a busy machine too, the requests that one event makes at once arrive within it. */
const hold = 12

function unitRows(id: string, of: string, parts: readonly Counted[], target?: number): Row[] {
  const { events, ...spent } = total(parts)
  const row = (name: string, what: string, unit: string, spent: number): Row =>
    counted({ id: `${name}-${id}`, what: `${what}, fixture mix of ${of}`, unit, median: spent / events })
  return [
    {
      ...row('write-units', 'write units per event by AWS’s rules', 'units', spent.byRule),
      ...(target === undefined ? {} : { target }),
    },
    row(
      'write-units-reported',
      'write units per event as the emulator reports them',
      'units',
      spent.reported,
    ),
    row('read-units', 'read units per event', 'units', spent.readUnits),
    {
      ...row('requests-mix', 'DynamoDB requests per event', 'requests', spent.requests),
      ratio: exact('the least', spent.requests / spent.leastRequests),
      target: 1,
    },
    counted({
      id: `sequence-${id}`,
      what: `DynamoDB requests of a batch that follow each other, fixture mix of ${of}`,
      unit: 'requests',
      median: spent.inSequence / spent.invocations,
    }),
  ]
}

const asIs = (batch: Delivery[]) => batch

/** What comes together is mostly of one conversation. */
function asBurst(batch: Delivery[], n: number): Delivery[] {
  return batch.map((delivery) =>
    delivery.entity === 'Object' ? ofConversation(delivery, String(7_000_000 + n)) : delivery,
  )
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Assembly, readAssembly } from '../../infra/local/assembly.ts'
import { failuresIn } from '../../infra/local/event-sources.ts'
import { encodeMessage } from '../../shared/events/delivery.ts'
import { builtApp } from '../built-app.ts'
import { seed } from '../seed.ts'
import { sqsRecord } from '../sqs-record.ts'
import { type Handed, work } from './event-source.ts'
import { taken } from './queues.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { comparableTables, eventNames, places } from './reconciliation.ts'
import { type Run, run, type Tables } from './run.ts'
import {
  faults as everyFault,
  type Faults,
  faultsBy,
  markedFaults,
  marks,
  noFaults,
  seededSchedule,
} from './schedule.ts'
import { gatewayEvent, submission, type Webhook, webhooks } from './webhooks.ts'

/** FAULT_DELIVERIES for longer runs. */
const count = Number(process.env.FAULT_DELIVERIES ?? 250)

let assembly: Assembly
beforeAll(async () => {
  assembly = readAssembly(await builtApp())
})

describe(`${count} deliveries with faults of seed ${seed}`, () => {
  const sent = webhooks(seed, count)
  const foreign = ['no message of ours', '{"version":9}']
  const faults = faultsBy(seededSchedule(seed))
  let calm: Run
  let faulty: Run
  beforeAll(
    async () => {
      ;[calm, faulty] = await Promise.all([
        run(assembly, sent, foreign, faultsBy(noFaults)),
        run(assembly, sent, foreign, faults, seed),
      ])
    },
    240_000 + count * 500,
  )

  test('every kind of fault happened', () => {
    console.log(`Seed ${seed}, ${sent.length} deliveries, faults:`, Object.fromEntries(faults.made))
    const kinds = [...everyFault, 'real-conflict', 'killed', 'doubled', 'forgotten', 'not-accepted']
    expect([...faults.made.keys()].sort()).toEqual(kinds.sort())
  })

  test('every delivery that was accepted is in a table, in quarantine or in a dead-letter queue', () => {
    expect(faulty.statuses).toEqual(calm.statuses)
    expect(faulty.statuses.size).toBe(sent.length)
    const found = places(faulty, sent)
    console.log('Deliveries:', Object.fromEntries(tally([...found.values()])))
    expect([...found].filter(([, place]) => place === 'lost')).toEqual([])
  })

  test('no event is there twice', () => {
    const twice = (tables: Tables) => [...tally(eventNames(tables))].filter(([, times]) => times > 1)
    const isHalved = (name: string) => [...faulty.halved].some((thing) => name.startsWith(`${thing} `))
    // docs/reliability.md names the one way to it, and the repair.
    expect(twice(faulty.tables).filter(([name]) => !isHalved(name))).toEqual([])
    expect(twice(faulty.restored)).toEqual([])
  })

  test('the tables are those of a run without faults, once the dead letters have been sent through again', () => {
    expect(faulty.deadLetters.length).toBeGreaterThan(0)
    const [expected, found] = [comparableTables(calm.tables), comparableTables(faulty.restored)]
    for (const [pipeline, items] of Object.entries(expected)) expect(found[pipeline]).toEqual(items)
  })

  test('without faults, every message comes once: those that can never be stored as well', () => {
    expect([...calm.handed.values()].filter(({ receives }) => receives !== 1)).toEqual([])
    expect(calm.deadLetters).toEqual([])
  })
})

function tally<Member>(members: readonly Member[]): Map<Member, number> {
  const counts = new Map<Member, number>()
  for (const member of members) counts.set(member, (counts.get(member) ?? 0) + 1)
  return counts
}

describe('a failure', () => {
  const faults: Faults = faultsBy(markedFaults)
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await startReceiver(assembly, faults, { ingest: 1, consumers: { Satisfaction: 1 } })
  })
  afterAll(() => receiver.close())
  beforeEach(async () => {
    faults.schedule = markedFaults
    for (const queue of [source().queue, source().deadLetters]) await taken(queue)
  })

  const source = () => receiver.sources.get('Satisfaction') ?? expect.fail('no source')
  const post = async (webhook: Webhook) =>
    Object(await receiver.ingest[0]?.invoke(gatewayEvent(webhook))).statusCode
  const rowOf = async (pipeline: 'Satisfaction' | 'Quarantine', deliveryId: string) =>
    (await receiver.tables.items(pipeline)).find((item) => item.deliveryId === deliveryId)

  test('of one record does not change its batch: passing, it is reported; permanent, it is in quarantine', async () => {
    const good = ['a', 'b', 'c', 'd'].map((id) => submission(id))
    const failing = submission('failing', { [marks.failing]: true })
    const refused = submission('refused', { [marks.refused]: true })
    for (const webhook of [...good, failing, refused]) expect(await post(webhook)).toBe(200)
    const bodies = [...(await taken(source().queue)), 'no message of ours']

    const Records = bodies.map((body, index) => sqsRecord(body, `message ${index}`))
    const answer = await source().environments[0]?.invoke({ Records })
    const at = bodies.findIndex((body) => body.includes(marks.failing))
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: `message ${at}` }] })
    for (const { id } of good) expect(await rowOf('Satisfaction', id)).toMatchObject({ score: 50 })
    expect(await rowOf('Satisfaction', 'failing')).toBeUndefined()
    expect(await rowOf('Quarantine', 'refused')).toMatchObject({ reason: 'not-storable' })
    expect(await rowOf('Quarantine', `message ${bodies.length - 1}`)).toMatchObject({
      reason: 'unreadable-message',
      body: 'no message of ours',
    })
  })

  test('that may pass comes five times and is in the dead-letter queue then; any other message comes once', async () => {
    for (const [id, more] of [
      ['good', {}],
      ['passing', { [marks.failing]: true }],
      ['permanent', { [marks.refused]: true }],
    ] as const)
      expect(await post(submission(id, more))).toBe(200)
    await source().queue.send(['no message either'])
    const handed: Handed = new Map()
    await work(source(), faults, handed)
    const receives = [...handed.values()].map((each) => [
      ['good', 'passing', 'permanent', 'no message either'].find((name) => each.body.includes(name)),
      each.receives,
    ])
    expect(Object.fromEntries(receives)).toEqual({
      good: 1,
      passing: 5,
      permanent: 1,
      'no message either': 1,
    })
    expect(await taken(source().deadLetters)).toEqual([expect.stringContaining('"deliveryId":"passing"')])
    expect(await rowOf('Quarantine', 'permanent')).toBeDefined()
    expect(await rowOf('Quarantine', 'passing')).toBeUndefined()
  })

  test('of the queue is answered with 503, and nothing has been accepted', async () => {
    faults.schedule = ({ operation }) => (operation === 'SendMessage' ? 'throttled' : undefined)
    expect(await post(submission('not-queued'))).toBe(503)
    expect(await taken(source().queue)).toEqual([])
  })

  test('of a send that has succeeded makes no second event', async () => {
    faults.schedule = ({ operation }) => (operation === 'SendMessage' ? 'cut-after' : undefined)
    expect(await post(submission('sent-often'))).toBe(503)
    faults.schedule = noFaults
    const bodies = await taken(source().queue)
    expect(bodies.length).toBeGreaterThan(1)
    const Records = bodies.map((body, index) => sqsRecord(body, `sent ${index}`))
    expect(await source().environments[0]?.invoke({ Records })).toEqual({ batchItemFailures: [] })
    const rows = await receiver.tables.items('Satisfaction')
    expect(rows.filter(({ deliveryId }) => deliveryId === 'sent-often')).toHaveLength(1)
  })
})

describe('two poison messages among eight innocent ones', () => {
  const faults: Faults = { ...faultsBy(noFaults), latency: true }
  // As many activities as a message of 64 KB holds. The ingest function refuses them: they are put into the queue.
  const poison = ['101', '102'].map((id) => activitiesMessage(`poison-${id}`, id, 4000))
  const innocent = Array.from({ length: 8 }, (_, n) => activitiesMessage(`innocent-${n}`, String(n + 1), 1))
  const bodies = [...innocent.slice(0, 4), ...poison, ...innocent.slice(4)]
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await startReceiver(assembly, faults, { ingest: 0, consumers: { Object: 1 }, timeout: 6 })
  })
  afterAll(() => receiver.close())

  test('let each of them be stored before its last receive, while they themselves cannot be', async () => {
    const [environment] = receiver.sources.get('Object')?.environments ?? []
    const ids = bodies.map((_, n) => String(n))
    const receive = async (some: readonly string[], receives: number) => {
      const Records = some.map((id) => sqsRecord(bodies[Number(id)] ?? '', id, receives))
      return [...failuresIn(await environment?.invoke({ Records }), some)]
    }
    const isPoison = (id: string) => poison.includes(bodies[Number(id)] ?? '')
    let failed: readonly string[] = ids
    // On a machine that is busy with other things an invocation reaches fewer of them.
    for (let receives = 1; receives <= 5 && !failed.every(isPoison); receives += 1) {
      failed = await receive(failed, receives)
    }
    expect(failed.map((id) => bodies[Number(id)])).toEqual(poison)
    const stored = new Set((await receiver.tables.items('Object')).map(({ deliveryId }) => deliveryId))
    for (let n = 0; n < 8; n += 1) expect(stored).toContain(`innocent-${n}`)
  })
})

/** A message of the queue, as an ingest function without a limit of elements would have sent it. */
function activitiesMessage(deliveryId: string, Id: string, count: number): string {
  const Activity = Array.from({ length: count }, () => ({}))
  return encodeMessage({
    version: 1,
    deliveryId,
    receivedAt: '2024-06-16T12:00:00.000Z',
    entity: 'Object',
    trigger: 'OnNewActivity',
    requestId: deliveryId,
    payload: { Activities: { Activity }, Id },
  })
}

import { putItems } from '../../../shared/dynamodb/batch.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { eventItem } from '../../../shared/events/event-item.ts'
import { emptyState, fold } from '../../../shared/events/register.ts'
import { stateItem } from '../../../shared/events/state.ts'
import type { Bundles } from '../harness/build.ts'
import { type Counter, startCounter, total } from '../harness/counter.ts'
import { instant } from '../harness/loads.ts'
import { type Row, ratioOf } from '../harness/row.ts'
import { median, percentile } from '../harness/statistics.ts'

const lengths = { short: 100, long: 100_000 }
const ids = { short: '9000001', long: '9000002' }
const rounds = 11
const perRound = 100

/** What a message costs in a conversation of 100,000 messages, by what it costs in one of 100. */
export async function flatness(bundles: Bundles): Promise<Row[]> {
  const counter = await startCounter(bundles)
  await fill(counter, ids.short, lengths.short)
  await fill(counter, ids.long, lengths.long)
  const short: Spent[] = []
  const long: Spent[] = []
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      async () => short.push(await spend(counter, ids.short, lengths.short + round * perRound)),
      async () => long.push(await spend(counter, ids.long, lengths.long + round * perRound)),
    ]
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
  }
  await counter.close()
  return (['cpu', 'requests', 'units'] as const).map((name) => {
    const of = (spent: readonly Spent[]) => spent.slice(1).map((one) => one[name])
    return {
      id: `flatness-${name}`,
      what: `${what[name]} per message of a conversation of ${lengths.long.toLocaleString('en')}`,
      unit: name === 'cpu' ? 'ms' : name,
      median: median(of(long)),
      p95: percentile(of(long), 0.95),
      ratio: ratioOf(`one of ${lengths.short}`, of(long), of(short)),
      target: 1.05,
    }
  })
}

const what = { cpu: 'CPU', requests: 'DynamoDB requests', units: 'write units' }

type Spent = { cpu: number; requests: number; units: number }

/** Hands the conversation's next messages to the consumer, one by one. */
async function spend(counter: Counter, name: string, from: number): Promise<Spent> {
  const batches = Array.from({ length: perRound }, (_, n) => [message(name, from + n)])
  const counted = await counter.consume('Object', batches)
  const { requests, byRule, events } = total([counted])
  return { cpu: counted.cpu / events, requests: requests / events, units: byRule / events }
}

/** Puts a conversation into the table as its consumer would have left it, for less: each event once, the state once. */
async function fill(counter: Counter, name: string, length: number): Promise<void> {
  const database = counter.tables.database('Object')
  let state = emptyState(name)
  for (let start = 0; start < length; start += 1000) {
    const events = Array.from({ length: Math.min(1000, length - start) }, (_, n) =>
      eventOf(message(name, start + n)),
    )
    state = events.reduce(fold, state)
    await putItems(
      database,
      events.map((event) => eventItem(event, database.partitionKey)),
    )
  }
  await putItems(database, [stateItem(state, definitions.Object.layout)])
}

/** The n-th message of a conversation: always the same, but for its id and its time. */
function message(conversation: string, n: number): Delivery {
  const at = instant(n)
  const child = {
    Id: String(1_000_000_000 + n),
    UserId: '23571002',
    ManagerId: '0',
    Message: 'x'.repeat(300),
    CreateDate: at,
  }
  return {
    version: 1,
    deliveryId: `${conversation}-${n}`,
    receivedAt: at,
    entity: 'Object',
    trigger: 'OnNewChild',
    payload: { Id: conversation, StreamId: '24569', Children: { Child: [child] } },
  }
}

function eventOf(delivery: Delivery) {
  const reading = definitions.Object.triggers[delivery.trigger]?.read(delivery.payload)
  const [event] = reading === undefined || 'issues' in reading ? [] : eventsOf(delivery, reading.drafts)
  if (event?.identity !== 'own' || !event.isDated) throw new Error('a nested message has an id and a time')
  return event
}

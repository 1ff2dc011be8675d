import { type Entity, findByName } from '../../../shared/commbox/names.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { pipelines } from '../../../shared/runtime/names.ts'
import { tables } from '../../../shared/tables.ts'
import { type EmulatedTables, emulatedTables } from '../../emulated-tables.ts'
import type { Bundles } from './build.ts'
import { functionEnvironment } from './environment.ts'
import { eventsIn, sqsEvent } from './loads.ts'
import { tablesFolder } from './memory.ts'
import { sum } from './statistics.ts'
import { type Warm, warm } from './warm.ts'
import { startWire, type Traffic } from './wire.ts'

/** What some batches took: DynamoDB's requests and units, the consumer's CPU time in milliseconds, its log. */
export type Counted = {
  traffic: Traffic
  events: number
  cpu: number
  /** In bytes. */
  logged: number
  lines: number
  invocations: number
}

/** The consumers as deployed, on an emulator of DynamoDB behind a wire that counts. */
export type Counter = {
  tables: EmulatedTables
  /** Hands the batches to the entity's consumer, one after the other. */
  consume(entity: Entity, batches: readonly Delivery[][]): Promise<Counted>
  close(): Promise<void>
}

/** @param hold milliseconds that each request to DynamoDB takes at least */
export async function startCounter(bundles: Bundles, hold = 0): Promise<Counter> {
  const emulated = await emulatedTables(tablesFolder)
  const wire = await startWire(
    emulated.endpoint,
    (name) => tables[findByName(pipelines, name) ?? 'Quarantine'],
    hold,
  )
  const consumers = new Map<Entity, Warm>()
  const start = async (entity: Entity) => {
    const env = { ...functionEnvironment(wire.endpoint), ENTITY: entity, TABLE_NAME: entity }
    const consumer = await warm(bundles.ours(`${entity}PipelineConsumer`), env)
    consumers.set(entity, consumer)
    return consumer
  }
  return {
    tables: emulated,
    async consume(entity, batches) {
      const consumer = consumers.get(entity) ?? (await start(entity))
      const { cpu, logged, lines } = await consumer.run(batches.map(sqsEvent))
      const events = sum(batches.flat().map(eventsIn))
      return { traffic: wire.taken(), events, cpu, logged, lines, invocations: batches.length }
    },
    async close() {
      for (const consumer of consumers.values()) consumer.close()
      wire.close()
      await emulated.close()
    },
  }
}

/** Added up. */
export function total(parts: readonly Counted[]): {
  requests: number
  inSequence: number
  /** For each invocation one read and one write of events, and the writes that have a condition. */
  leastRequests: number
  byRule: number
  reported: number
  readUnits: number
  logged: number
  lines: number
  events: number
  invocations: number
} {
  const all = (part: (counted: Counted) => number) => sum(parts.map(part))
  return {
    requests: all(({ traffic }) => sum(Object.values(traffic.requests))),
    inSequence: all(({ traffic }) => traffic.inSequence),
    leastRequests: all(({ traffic, invocations }) => 2 * invocations + traffic.conditionalWrites),
    byRule: all(({ traffic }) => traffic.byRule),
    reported: all(({ traffic }) => traffic.reported),
    readUnits: all(({ traffic }) => traffic.readUnits),
    logged: all(({ logged }) => logged),
    lines: all(({ lines }) => lines),
    events: all(({ events }) => events),
    invocations: all(({ invocations }) => invocations),
  }
}

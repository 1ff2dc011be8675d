import { setTimeout } from 'node:timers/promises'
import type { Assembly } from '../../infra/local/assembly.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { chunks } from '../../shared/runtime/in-order.ts'
import { type Pipeline, pipelines } from '../../shared/runtime/names.ts'
import { rebuildState } from '../../shared/store/rebuild-state.ts'
import { tables as definedTables } from '../../shared/tables.ts'
import { type Handed, work } from './event-source.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import { taken } from './queues.ts'
import { type Receiver, type Seating, startReceiver } from './receiver.ts'
import { halvedThings } from './reconciliation.ts'
import { type Faults, noFaults } from './schedule.ts'
import { gatewayEvent, type Webhook } from './webhooks.ts'

export type Tables = ReadonlyMap<Pipeline, JsonObject[]>

/** What came of a run. */
export type Run = {
  /** The status that each webhook was answered with in the end, by its id. */
  statuses: Map<string, number>
  handed: Handed
  /** The messages that were given up. */
  deadLetters: string[]
  /** The things whose messages two consumers had at once, of which only one stored them. */
  halved: ReadonlySet<string>
  /** The tables then, and when the dead letters had been sent through once more, without faults, and `halved` rebuilt. */
  tables: Tables
  restored: Tables
}

/** Webhooks that are posted before the consumers set to work. */
const wave = 2500

const each = (count: number) => Object.fromEntries(pipelines.map((pipeline) => [pipeline, count]))
const calmSeating: Seating = { ingest: 1, consumers: each(1) }
const faultySeating: Seating = { ingest: 8, consumers: { ...each(2), Object: 8, User: 3, Tag: 3 } }

/**
 * Posts webhooks and works off the queues, all through the functions as they are deployed.
 *
 * @param foreign put into every queue beside them, as no function of ours would
 */
export async function run(
  assembly: Assembly,
  sent: readonly Webhook[],
  foreign: readonly string[],
  faults: Faults,
  seed?: number,
): Promise<Run> {
  const receiver = await startReceiver(assembly, faults, seed === undefined ? calmSeating : faultySeating)
  const handed: Handed = new Map()
  const workAll = (chosen?: number) =>
    Promise.all([...receiver.sources.values()].map((source) => work(source, faults, handed, chosen)))
  try {
    for (const { queue } of receiver.sources.values()) await queue.send(foreign)
    const statuses = new Map<string, number>()
    for (const some of chunks(sent, wave)) {
      await postAll(receiver.ingest, some, statuses, faults)
      await workAll(seed)
    }
    const tables = await tablesOf(receiver)
    const deadLetters: string[] = []
    faults.schedule = noFaults
    for (const { queue, deadLetters: dead } of receiver.sources.values()) {
      const bodies = await taken(dead)
      deadLetters.push(...bodies)
      await queue.send(bodies)
    }
    await workAll()
    const halved = halvedThings(handed, sent)
    await rebuild(receiver, halved)
    return { statuses, handed, deadLetters, halved, tables, restored: await tablesOf(receiver) }
  } finally {
    await receiver.close()
  }
}

/**
 * Posts webhooks, as many at once as there are environments. What is answered with 5xx was not accepted: it is posted
 * again under the same id, so that every run has the same result.
 */
async function postAll(
  environments: readonly ExecutionEnvironment[],
  sent: readonly Webhook[],
  statuses: Map<string, number>,
  faults: Faults,
): Promise<void> {
  const waiting = [...sent]
  const post = async (environment: ExecutionEnvironment) => {
    for (let webhook = waiting.shift(); webhook !== undefined; webhook = waiting.shift()) {
      const status = await statusOf(environment, webhook)
      if (status < 500) statuses.set(webhook.id, status)
      else {
        faults.count('not-accepted')
        waiting.push(webhook)
      }
    }
  }
  await Promise.all(environments.map(post))
}

async function statusOf(environment: ExecutionEnvironment, webhook: Webhook): Promise<number> {
  try {
    const answer = await environment.invoke(gatewayEvent(webhook))
    return Number(Object(answer).statusCode)
  } catch {
    // The gateway's own answer where the function gives none.
    return 500
  }
}

/** Does what `commbox rebuild` does. */
async function rebuild({ tables }: Receiver, things: ReadonlySet<string>): Promise<void> {
  const refuse = () => Promise.reject(new Error('a rebuild changes no body'))
  const bodies = { get: tables.body, put: refuse, erase: refuse }
  for (const entity of entities) {
    const { partitionKey } = definedTables[entity]
    const [client, tableName] = [tables.client, tables.tableName(entity)]
    const database = { client, tableName, partitionKey, bodies, sleep: setTimeout }
    for (const thing of things)
      if (thing.startsWith(`${entity} `)) await rebuildState(database, entity, thing.slice(entity.length + 1))
  }
}

async function tablesOf({ tables }: Receiver): Promise<Tables> {
  return new Map(
    await Promise.all(pipelines.map(async (pipeline) => [pipeline, await tables.items(pipeline)] as const)),
  )
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Assembly } from '../../infra/local/assembly.ts'
import { localOutputs, startEmulators } from '../../infra/local/emulators.ts'
import { readFunctions } from '../../infra/local/functions.ts'
import { createQueues } from '../../infra/local/queues.ts'
import { resolve } from '../../infra/local/resolve.ts'
import {
  bucketName,
  bucketType,
  physicalName,
  resourcesOf,
  scopeOf,
  shortName,
} from '../../infra/local/resources.ts'
import { createTables } from '../../infra/local/tables.ts'
import { outputs, type Pipeline, pipelines, stackName } from '../../shared/runtime/names.ts'
import { type StackTables, stackTables } from '../stack-tables.ts'
import type { EventSource } from './event-source.ts'
import { type ExecutionEnvironment, openEnvironment } from './execution-environment.ts'
import { queueAt } from './queues.ts'
import type { Faults } from './schedule.ts'

/** The synthesized template in emulators, the calls of its functions through proxies that make faults. */
export type Receiver = {
  ingest: readonly ExecutionEnvironment[]
  sources: ReadonlyMap<Pipeline, EventSource>
  tables: StackTables
  close(): Promise<void>
}

/** How many execution environments a function has. */
export type Seating = {
  ingest: number
  /** Of each consumer. A pipeline that is not named has none. */
  consumers: Partial<Record<Pipeline, number>>
  /** Of each function, in seconds; by default the template's. */
  timeout?: number
}

export async function startReceiver(
  assembly: Assembly,
  faults: Faults,
  { ingest, consumers, timeout }: Seating,
): Promise<Receiver> {
  const folder = mkdtempSync(join(tmpdir(), 'commbox-faults-'))
  const emulators = await startEmulators(folder, () => {})
  const { sqs, dynamoDb, s3, clients } = emulators
  const endpoints = { dynamoDb: dynamoDb.endpoint, s3: s3.endpoint, sqs: sqs.endpoint }
  const scope = scopeOf(assembly, { gateway: '', sqs: endpoints.sqs })
  await createQueues(assembly, scope, emulators)
  await createTables(assembly, scope, clients.dynamoDb, dynamoDb.isWhole)
  for (const { id } of resourcesOf(assembly, bucketType))
    await s3.createBucket(bucketName(physicalName(assembly, id)))

  const named = Object.entries(assembly.template.Outputs)
  const values = Object.fromEntries(
    named.map(([key, { Value }]) => [key, String(resolve(Value, scope, key))]),
  )
  const queue = (output: string) => queueAt(clients.sqs, values[output] ?? '')
  const functions = readFunctions(assembly, scope, endpoints)
  const environments: ExecutionEnvironment[] = []
  const environment = async (name: string) => {
    const props = functions.find(({ id }) => shortName(id) === name)
    if (props === undefined) throw new Error(`the template has no function ${name}`)
    const service = name === 'IngestFunction' ? 'sqs' : 'dynamoDb'
    const opened = await openEnvironment(
      { ...props, timeout: timeout ?? props.timeout },
      service,
      endpoints[service],
      faults,
    )
    environments.push(opened)
    return opened
  }
  const several = (name: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => environment(name)))
  const sourceOf = async (pipeline: Pipeline): Promise<[Pipeline, EventSource]> => [
    pipeline,
    {
      queue: queue(outputs.queue(pipeline)),
      deadLetters: queue(outputs.deadLetterQueue(pipeline)),
      environments: await several(`${pipeline}PipelineConsumer`, consumers[pipeline] ?? 0),
    },
  ]
  const [ingestSeats, sources] = await Promise.all([
    several('IngestFunction', ingest),
    Promise.all(pipelines.map(sourceOf)),
  ])
  const tables = stackTables({ outputs: { [stackName]: values, Local: localOutputs('', endpoints) } })
  return {
    ingest: ingestSeats,
    sources: new Map(sources),
    tables,
    async close() {
      await Promise.all(environments.map((each) => each.close()))
      tables.close()
      await emulators.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

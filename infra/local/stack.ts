import { join } from 'node:path'
import { stackName } from '../../shared/runtime/names.ts'
import { type Assembly, readAssembly } from './assembly.ts'
import { drain, type Remainder } from './drain.ts'
import { removeTables } from './dynamodb.ts'
import {
  type Emulators,
  type Endpoints,
  type LocalOutputs,
  localOutputs,
  startEmulators,
} from './emulators.ts'
import { readEventSources } from './event-sources.ts'
import { labelledHash, localToken, openFolder, writePrivately } from './folder.ts'
import { startFunctions } from './functions.ts'
import { type Answered, openGateway, type Site } from './gateway.ts'
import { LocalError, messageOf } from './local-error.ts'
import { openLog } from './log.ts'
import { startPoller } from './poller.ts'
import { createQueues, type LocalQueue } from './queues.ts'
import { bucketName, bucketType, physicalName, resourcesOf, scopeOf } from './resources.ts'
import { readRoutes } from './routes.ts'
import { removeBuckets } from './s3.ts'
import { synthesize } from './synthesis.ts'
import { createTables } from './tables.ts'
import { resolve, type Scope } from './template.ts'

export type LocalStackOptions = {
  /** Folder for tables, token, logs and outputs: one per stack that runs at the same time. */
  dir: string
  /** 0, the default, asks for a free one. */
  port?: number
  /** Begins with empty tables and buckets. */
  fresh?: boolean
  /** Tokens that are let in besides the stack's own: `<label>:<SHA-256 in hex>`. */
  tokenHashes?: readonly string[]
  /** A synthesized app to run instead of this project's. */
  assembly?: string
  /** Seconds until a failed message is shown again; 1 by default. */
  retryDelay?: number
  /** Gives the time of a request, which is the time of receipt; by default the real one. */
  now?(): Date
  /** Hears when folder and port are its own, and what takes seconds begins. */
  onBuilding?(): void
  /** Hears of every request that was answered. */
  onAnswered?(answered: Answered): void
  /** Hears when a function has been through messages of its queue. */
  onProcessed?(): void
  /** Hears of everything that goes wrong, one line each. */
  onError?(line: string): void
  /** Hears, in one line, that the stack cannot go on. It is to be stopped then. */
  onDead?(line: string): void
}

export type LocalStack = {
  /** The outputs file: the template's outputs as `cdk deploy --outputs-file` writes them, and what is local. */
  outputs: { [stackName]: Record<string, string>; Local: LocalOutputs }
  outputsFile: string
  logFile: string
  /** `http://127.0.0.1:<port>` */
  url: string
  token: string
  endpoints: Endpoints
  /** The routes of the API: `POST /webhooks`. */
  routes: readonly string[]
  /** Serves a site beside the API, on the same port. */
  host(site: Site): void
  /** Waits until every message has been processed, `seconds` (30) at the most. Gives what is left. */
  drain(seconds?: number): Promise<Remainder[]>
  /** Takes no more requests and answers those in flight. */
  close(): Promise<void>
  /** Ends everything. Messages that are still in a queue are lost; `close` and `drain` come first to keep them. */
  stop(): Promise<void>
}

/**
 * Runs the synthesized template on this machine: its queues and tables in emulators, its functions in threads, its
 * routes on 127.0.0.1. Resolves when requests are served. Throws a LocalError, and leaves nothing running, where
 * the folder, the port or the template stand in the way.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const undo: (() => Promise<unknown>)[] = []
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= undo.reduceRight(
      (before, step) => before.then(() => step().then(() => {})),
      Promise.resolve(),
    )
    return stopped
  }
  try {
    return { ...(await build(options, (step) => undo.push(step))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(
  options: LocalStackOptions,
  onStop: (step: () => Promise<unknown>) => void,
): Promise<Omit<LocalStack, 'stop'>> {
  const { port = 0, retryDelay = 1, now = () => new Date() } = options
  const { onAnswered = () => {}, onProcessed = () => {}, onError = () => {}, onDead = () => {} } = options
  const folder = await openFolder(options.dir)
  onStop(() => folder.release())
  const gateway = await openGateway(port, now, onAnswered)
  onStop(() => gateway.stop())
  options.onBuilding?.()
  const logFile = join(folder.path, 'functions.log')
  const log = openLog(logFile, onError)
  onStop(() => log.close())
  const token = localToken(folder)
  if (options.fresh) {
    removeTables(folder.path)
    removeBuckets(folder.path)
  }

  const hashes = [labelledHash('local', token), ...(options.tokenHashes ?? [])].join(',')
  const [assembly, emulators] = await Promise.allSettled([
    options.assembly === undefined
      ? synthesize(folder.path, { tokenHash: hashes }).then(readAssembly)
      : Promise.resolve(options.assembly).then(readAssembly),
    startEmulators(folder.path, onDead),
  ]).then(([synthesized, started]) => {
    if (started.status === 'fulfilled') onStop(() => started.value.close())
    if (synthesized.status === 'rejected') throw synthesized.reason
    if (started.status === 'rejected') throw started.reason
    return [synthesized.value, started.value] as const
  })

  const endpoints = {
    dynamoDb: emulators.dynamoDb.endpoint,
    s3: emulators.s3.endpoint,
    sqs: emulators.sqs.endpoint,
  }
  const scope = scopeOf(assembly, { gateway: gateway.url, sqs: endpoints.sqs })
  const outputs = {
    [stackName]: outputsOf(assembly, scope),
    Local: localOutputs(token, endpoints),
  }
  const queues = await createAll(assembly, scope, emulators)
  const functions = await startFunctions(assembly, scope, endpoints, log)
  onStop(() => Promise.all(functions.map((fn) => fn.stop())))

  const sources = readEventSources(assembly, scope, queues, functions)
  const routes = readRoutes(assembly, scope, functions)
  const pollers = sources.map((source) =>
    startPoller(emulators.clients.sqs, source, { retryDelay, log, onProcessed }),
  )
  // Before the functions end, so that none is invoked in vain.
  onStop(async () => pollers.map((poller) => poller.stop()))

  const outputsFile = join(folder.path, 'outputs.json')
  writePrivately(outputsFile, `${JSON.stringify(outputs, undefined, 2)}\n`)
  gateway.serve(routes)
  return {
    outputs,
    outputsFile,
    logFile,
    url: gateway.url,
    token,
    endpoints,
    routes: routes.map(({ key }) => key),
    host: (site) => gateway.host(site),
    close: () => gateway.stop(),
    drain: (seconds = 30) =>
      drain(emulators.clients.sqs, queues, new Set(sources.map(({ queue }) => queue)), seconds),
  }
}

/** Queues, tables and buckets. What an emulator refuses is told as it says it, without its stack. */
async function createAll(assembly: Assembly, scope: Scope, emulators: Emulators): Promise<LocalQueue[]> {
  try {
    const [queues] = await Promise.all([
      createQueues(assembly, scope, emulators.clients.sqs),
      createTables(assembly, scope, emulators.clients.dynamoDb, emulators.dynamoDb.isWhole),
      ...resourcesOf(assembly, bucketType).map(({ id }) =>
        emulators.s3.createBucket(bucketName(physicalName(assembly, id))),
      ),
    ])
    return queues
  } catch (error) {
    if (error instanceof LocalError) throw error
    throw new LocalError(`The template's resources cannot be created: ${messageOf(error)}`)
  }
}

function outputsOf(assembly: Assembly, scope: Scope): Record<string, string> {
  return Object.fromEntries(
    Object.entries(assembly.template.Outputs).map(([key, { Value }]) => [
      key,
      String(resolve(Value, scope, `Outputs.${key}`)),
    ]),
  )
}

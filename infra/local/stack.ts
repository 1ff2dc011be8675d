import { join } from 'node:path'
import { stackName } from '../../shared/runtime/names.ts'
import { type Assembly, readAssembly } from './assembly.ts'
import { createResources } from './create-resources.ts'
import { drain, type Remainder } from './drain.ts'
import { removeTables } from './dynamodb.ts'
import { type Endpoints, type LocalOutputs, localOutputs, startEmulators } from './emulators.ts'
import { readEventSources } from './event-sources.ts'
import { openFolder, writePrivately } from './folder.ts'
import { startFunctions } from './functions.ts'
import { type Answered, openGateway, type Site } from './gateway.ts'
import { keepMessages, removeKeptMessages, sendKeptMessages } from './kept-messages.ts'
import { openLog } from './log.ts'
import { startPoller } from './poller.ts'
import { resolve, type Scope } from './resolve.ts'
import { scopeOf } from './resources.ts'
import { readRoute } from './routes.ts'
import { removeBuckets } from './s3.ts'
import { synthesize } from './synthesis.ts'
import { labelledHash, localToken } from './token.ts'

export type LocalStackOptions = {
  /** The folder for tables, token, logs and outputs. Stacks that run at the same time need one each. */
  dir: string
  /** The port on 127.0.0.1. 0, the default, takes any free one. */
  port?: number
  /** Starts with empty tables and buckets, and builds the app again even if nothing has changed. */
  fresh?: boolean
  /** Tokens to accept besides the stack's own: `<label>:<SHA-256 in hex>`. */
  tokenHashes?: readonly string[]
  /** The folder of a synthesized app to run instead of this project's. */
  assembly?: string
  /** Seconds until a failed message is retried; 1 by default. */
  retryDelay?: number
  /** Gives the time of a request, which is the time of receipt; by default the real one. */
  now?(): Date
  /** Called when the build begins, which takes seconds; not if the last one is used again. */
  onBuilding?(): void
  /** Called after each request that was answered. */
  onAnswered?(answered: Answered): void
  /** Called after each batch of messages that a function processed. */
  onProcessed?(): void
  /** Called with each error of a function or an emulator, in one line. */
  onError?(line: string): void
  /** Called with one line if the stack cannot continue. The caller then stops it. */
  onFatal?(line: string): void
}

export type LocalStack = {
  /** The content of the outputs file: what `cdk deploy --outputs-file` writes, and the local part. */
  outputs: { [stackName]: Record<string, string>; Local: LocalOutputs }
  outputsFile: string
  logFile: string
  /** `http://127.0.0.1:<port>` */
  url: string
  token: string
  endpoints: Endpoints
  /** Serves a site beside the API, on the same port. */
  host(site: Site): void
  /** Waits until all messages are processed, at most `seconds` (default 30). Returns what is left. */
  drain(seconds?: number): Promise<Remainder[]>
  /** Accepts no more requests, and answers those in progress. */
  close(): Promise<void>
  /** Stops everything. Messages still in a queue are kept in the folder, and in their queue after the next start. */
  stop(): Promise<void>
}

/**
 * Runs the synthesized template locally: its queues, tables and buckets in emulators, its functions in threads, its
 * route on 127.0.0.1. Resolves when requests are served.
 *
 * @throws LocalError if the folder, the port or the template cannot be used; nothing is left running then
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
  const { onAnswered = () => {}, onProcessed = () => {}, onError = () => {}, onFatal = () => {} } = options
  const folder = await openFolder(options.dir)
  onStop(() => folder.release())
  const gateway = await openGateway(port, now, onAnswered)
  onStop(() => gateway.stop())
  const logFile = join(folder.path, 'functions.log')
  const log = openLog(logFile, onError)
  onStop(() => log.close())
  const token = localToken(folder)
  if (options.fresh) {
    removeTables(folder.path)
    removeBuckets(folder.path)
    removeKeptMessages(folder.path)
  }

  const hashes = [labelledHash('local', token), ...(options.tokenHashes ?? [])].join(',')
  const [assembly, emulators] = await Promise.allSettled([
    options.assembly === undefined
      ? synthesize(folder.path, { tokenHash: hashes }, options).then(readAssembly)
      : Promise.resolve(options.assembly).then(readAssembly),
    startEmulators(folder.path, onFatal, now),
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
  const queues = await createResources(assembly, scope, emulators)
  const functions = await startFunctions(
    assembly,
    scope,
    { ...endpoints, dynamoDb: emulators.dynamoDb.direct },
    log,
  )
  onStop(() => Promise.all(functions.map((fn) => fn.stop())))

  await sendKeptMessages(emulators.clients.sqs, queues, folder.path)
  const sources = readEventSources(assembly, scope, queues, functions)
  const route = readRoute(assembly, scope, functions)
  const pollers = sources.map((source) => startPoller(source, { retryDelay, log, onProcessed }))
  onStop(async () => keepMessages(emulators.sqs.messages(), folder.path))
  // Pollers stop before the functions, so that none is invoked after its end.
  onStop(async () => pollers.map((poller) => poller.stop()))

  const outputsFile = join(folder.path, 'outputs.json')
  writePrivately(outputsFile, `${JSON.stringify(outputs, undefined, 2)}\n`)
  gateway.serve(route)
  return {
    outputs,
    outputsFile,
    logFile,
    url: gateway.url,
    token,
    endpoints,
    host: (site) => gateway.host(site),
    close: () => gateway.stop(),
    drain: (seconds = 30) => drain(queues, new Set(sources.map(({ queue }) => queue)), seconds),
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

import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { Log } from './log.ts'
import { shortName } from './resources.ts'

/** How to run a function of the template. */
export type FunctionProps = {
  id: string
  name: string
  arn: string
  /** The folder of the bundle. */
  folder: string
  /** `<file>.<export>` */
  handler: string
  environment: Record<string, string>
  /** Seconds. */
  timeout: number
  /** MB. */
  memory: number
}

/** Messages between the stack and a function's thread. Events and results are JSON, as on Lambda. */
export type ToWorker = { id: string; event: string; deadline: number }
export type FromWorker =
  | { ready: true }
  | { broken: { message: string; stack: string } }
  | { id: string; result: string }
  | { id: string; error: { message: string; stack: string } }

/** The handler threw. Its thread can still be used. */
export class HandlerError extends Error {
  override name = 'HandlerError'
}

/** A thread with a function loaded. It takes one event at a time. */
export type Thread = { invoke(event: string): Promise<unknown>; ended(): boolean; close(): Promise<void> }

/** Starts a thread and loads the function in it. Rejects if it does not load. */
export async function openThread(props: FunctionProps, log: Log): Promise<Thread> {
  const label = shortName(props.id)
  const { environment, ...data } = props
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: props.name,
    env: environment,
    execArgv: [],
    workerData: data,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: props.memory },
  })
  eachLine(worker.stdout, (line) => log.output(label, line, false))
  eachLine(worker.stderr, (line) => log.output(label, line, true))

  const next = () =>
    new Promise<FromWorker>((resolve, reject) => {
      const settle = () => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      }
      const onMessage = (message: FromWorker) => {
        settle()
        resolve(message)
      }
      const onError = (error: unknown) => {
        settle()
        reject(error)
      }
      const onExit = (code: number) => {
        settle()
        reject(new Error(`The function exited with code ${code}.`))
      }
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    })

  const first = await next()
  if ('broken' in first) {
    await worker.terminate()
    if (first.broken.stack) log.output(label, first.broken.stack, false)
    throw new Error(first.broken.message)
  }
  // Between invocations there is no other listener, and an error without a listener would end the stack.
  worker.on('error', () => {})

  let ended = false
  worker.once('exit', () => {
    ended = true
  })
  return {
    ended: () => ended,
    async invoke(event) {
      const { promise: expired, reject } = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        reject(new Error(`Task timed out after ${props.timeout.toFixed(2)} seconds`))
        void worker.terminate()
      }, props.timeout * 1000)
      const answer = next()
      answer.catch(() => {})
      try {
        worker.postMessage({
          id: randomUUID(),
          event,
          deadline: Date.now() + props.timeout * 1000,
        } satisfies ToWorker)
        const message = await Promise.race([expired, answer])
        if ('error' in message) {
          if (message.error.stack) log.output(label, message.error.stack, false)
          throw new HandlerError(message.error.message)
        }
        return 'result' in message ? JSON.parse(message.result) : undefined
      } finally {
        clearTimeout(timer)
      }
    },
    async close() {
      await worker.terminate()
    },
  }
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', take)
}

import { LocalError, messageOf } from './local-error.ts'
import type { Log } from './log.ts'
import { shortName } from './resources.ts'
import { type FunctionProps, HandlerError, openThread, type Thread } from './thread.ts'

/** A function, ready to be invoked. */
export type LocalFunction = {
  props: FunctionProps
  /** Returns what the handler returns. Rejects if it throws, exceeds its timeout, or its thread exits. */
  invoke(event: unknown): Promise<unknown>
  stop(): Promise<void>
}

/** One execution environment. */
export type Environment = LocalFunction & {
  /** Ends its thread, as Lambda does at a timeout. The next event opens another. */
  kill(): Promise<void>
}

/** How many execution environments a function has at most. */
export const environmentsAtMost = 3

/**
 * Starts a function as Lambda scales it: with one execution environment, and with another, up to the limit, when an
 * event finds all of them busy. That event does not wait for the new one.
 *
 * @throws LocalError if it does not load
 */
export async function startFunction(props: FunctionProps, log: Log): Promise<LocalFunction> {
  const environments: { fn: LocalFunction; busy: number }[] = [
    { fn: await startEnvironment(props, log), busy: 0 },
  ]
  let starting: Promise<unknown> | undefined
  let isStopped = false

  function scale(): void {
    if (isStopped || starting !== undefined || environments.length === environmentsAtMost) return
    starting = startEnvironment(props, log)
      .then((fn) => environments.push({ fn, busy: 0 }))
      // The first one goes on; the reason is in the log.
      .catch(() => {})
      .finally(() => {
        starting = undefined
      })
  }
  return {
    props,
    async invoke(event) {
      const environment = environments.reduce((least, each) => (each.busy < least.busy ? each : least))
      if (environment.busy > 0) scale()
      environment.busy += 1
      try {
        return await environment.fn.invoke(event)
      } finally {
        environment.busy -= 1
      }
    },
    async stop() {
      isStopped = true
      await starting
      await Promise.all(environments.map(({ fn }) => fn.stop()))
    },
  }
}

/**
 * Starts one execution environment of a function, which takes one event after another, and waits until the bundle is
 * loaded.
 *
 * @throws LocalError if it does not load
 */
export async function startEnvironment(props: FunctionProps, log: Log): Promise<Environment> {
  const label = shortName(props.id)
  let thread: Promise<Thread> | undefined = openThread(props, log)
  let last: Promise<unknown> = thread
  let isStopped = false
  await thread.catch((error: unknown) => {
    throw new LocalError(`Function ${label} does not start: ${messageOf(error)}`)
  })

  async function run(event: string): Promise<unknown> {
    // Work that a function leaves behind may end its thread between two events.
    if ((await thread?.catch(() => undefined))?.ended()) thread = undefined
    if (isStopped) throw new Error('The function was stopped.')
    thread ??= openThread(props, log)
    try {
      return await (await thread).invoke(event)
    } catch (error) {
      log.error(label, messageOf(error))
      // After an error of the handler the thread can go on; any other error has ended it.
      if (!(error instanceof HandlerError)) thread = undefined
      throw error
    }
  }

  async function kill(): Promise<void> {
    const open = await thread?.catch(() => undefined)
    thread = undefined
    await open?.close()
  }

  return {
    props,
    invoke(event) {
      const text = JSON.stringify(event)
      const result = last.then(
        () => run(text),
        () => run(text),
      )
      last = result
      return result
    },
    kill,
    async stop() {
      isStopped = true
      await kill()
    },
  }
}

import { startEnvironment } from '../../infra/local/environments.ts'
import type { Log } from '../../infra/local/log.ts'
import type { FunctionProps } from '../../infra/local/thread.ts'
import type { Service } from './answers.ts'
import { startProxy } from './proxy.ts'
import type { Faults } from './schedule.ts'

/** One execution environment of a function: the bundle in a thread, and a proxy of its own for its calls. */
export type ExecutionEnvironment = {
  /**
   * What the function returns, one invocation after another. Rejects where it is killed, which happens when it
   * goes to make one more call than `calls`: the next invocation has a new thread.
   */
  invoke(event: unknown, calls?: number): Promise<unknown>
  close(): Promise<void>
}

const noLog: Log = { output() {}, error() {}, async close() {} }

/** @param emulator the address in the function's environment that the proxy takes the place of */
export async function openEnvironment(
  props: FunctionProps,
  service: Service,
  emulator: string,
  faults: Faults,
): Promise<ExecutionEnvironment> {
  let left = Number.POSITIVE_INFINITY
  let killed: Promise<void> | undefined
  const proxy = await startProxy(service, emulator, faults, () => {
    left -= 1
    if (left >= 0) return true
    if (killed === undefined) faults.count('killed')
    // A message comes again only long after its consumer was stopped.
    killed ??= fn.kill().then(() => proxy.settled())
    return false
  })
  const variables = Object.entries(props.environment)
  const environment = Object.fromEntries(
    variables.map(([name, value]) => [name, value.replace(emulator, proxy.endpoint)]),
  )
  const fn = await startEnvironment({ ...props, environment }, noLog)
  let last: Promise<unknown> = Promise.resolve()

  async function run(event: unknown, calls: number): Promise<unknown> {
    left = calls
    try {
      return await fn.invoke(event)
    } finally {
      await killed
      killed = undefined
      left = Number.POSITIVE_INFINITY
    }
  }
  return {
    invoke(event, calls = Number.POSITIVE_INFINITY) {
      const result = last.then(() => run(event, calls))
      last = result.catch(() => {})
      return result
    },
    async close() {
      await fn.stop()
      proxy.close()
    },
  }
}

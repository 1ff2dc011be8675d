import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

const script = fileURLToPath(new URL('warm.mjs', import.meta.url))
const report = v.object({
  cpu: v.number(),
  logged: v.number(),
  lines: v.number(),
  wrong: v.literal(0),
  peak: v.number(),
})

/** A function that stays loaded, in a process of its own. */
export type Warm = {
  /**
   * Answers the events one after the other: the process's CPU time for it, in milliseconds, and bytes and lines of log; and
   * the most memory that the process ever had, in bytes.
   */
  run(events: readonly unknown[]): Promise<{ cpu: number; logged: number; lines: number; peak: number }>
  close(): void
}

/** @param execArgv options of Node */
export async function warm(
  bundle: string,
  env: Record<string, string>,
  execArgv: readonly string[] = [],
): Promise<Warm> {
  const child: ChildProcess = fork(script, [bundle], {
    env,
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  return {
    async run(events) {
      child.send([...events])
      const [message] = await once(child, 'message')
      const { cpu, ...rest } = v.parse(report, message)
      return { cpu: cpu / 1000, ...rest }
    },
    close: () => child.disconnect(),
  }
}

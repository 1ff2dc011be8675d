import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { environmentsAtMost, type LocalFunction, startFunction } from '../../../infra/local/environments.ts'
import { newFolder } from './small-app.ts'

const folder = newFolder()
afterAll(() => rmSync(folder, { recursive: true }))

writeFileSync(
  join(folder, 'index.mjs'),
  `import { existsSync } from 'node:fs'
  import { setTimeout } from 'node:timers/promises'
  import { threadId } from 'node:worker_threads'
  let busy = 0
  export async function handler({ until }) {
    busy += 1
    const most = busy
    while (until && !existsSync(until)) await setTimeout(5)
    busy -= 1
    return { threadId, most }
  }`,
)

const log = { output() {}, error() {}, close: async () => {} }
const props = { id: 'Waits', name: 'waits', arn: 'arn', folder, handler: 'index.handler', environment: {} }

async function running<Result>(use: (fn: LocalFunction) => Promise<Result>): Promise<Result> {
  const fn = await startFunction({ ...props, timeout: 60, memory: 128 }, log)
  try {
    return await use(fn)
  } finally {
    await fn.stop()
  }
}

test('one event after another is processed in one environment', () =>
  running(async (fn) => {
    const [first, second] = [await fn.invoke({}), await fn.invoke({})]
    expect(second).toEqual(first)
  }))

test('an event is processed while others take long, one in each environment', () =>
  running(async (fn) => {
    const until = join(folder, 'go')
    const long = Array.from({ length: 10 }, () => fn.invoke({ until }))
    const quick: unknown[] = []
    await expect
      .poll(() => {
        long.push(fn.invoke({}).then((answer) => quick.push(answer)))
        return quick.length
      })
      .toBeGreaterThan(0)
    writeFileSync(until, '')
    const answers = (await Promise.all(long)).filter((answer) => typeof answer === 'object')
    expect(answers).toHaveLength(10)
    for (const answer of answers) expect(answer).toHaveProperty('most', 1)
    const threads = new Set([...answers, ...quick].map((answer) => Object(answer).threadId))
    expect(threads.size).toBeGreaterThan(1)
    expect(threads.size).toBeLessThanOrEqual(environmentsAtMost)
  }))

test('no event is processed after a stop, neither one that waited nor a new one', async () => {
  const fn = await startFunction({ ...props, timeout: 60, memory: 128 }, log)
  const busy = fn.invoke({ until: join(folder, 'never') })
  const outcomes = Promise.allSettled([busy, fn.invoke({}), fn.invoke({})])
  await fn.stop()
  for (const { status } of await outcomes) expect(status).toBe('rejected')
  await expect(fn.invoke({})).rejects.toThrow('stopped')
})

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts'
import type { Bundles } from '../harness/build.ts'
import { token } from '../harness/environment.ts'
import { tablesFolder } from '../harness/memory.ts'
import { counted, type Row } from '../harness/row.ts'
import { median, percentile } from '../harness/statistics.ts'

const seconds = 60
const perRound = 500
const burst = 5000
const singles = 100
const atOnce = 16

const sent = v.object({ answered: v.number(), refused: v.literal(0) })

/** The stack on this machine, emulators and all: a minute of load, then a burst. */
export async function localStack(bundles: Bundles): Promise<Row[]> {
  const dir = mkdtempSync(join(tablesFolder, 'commbox-bench-'))
  const stack = await startLocalStack({ dir, assembly: bundles.assembly, fresh: true })
  const sender = fork(fileURLToPath(new URL('../harness/sender.ts', import.meta.url)), { execArgv: [] })
  const send = async (order: object) => {
    sender.send({ url: stack.url, token, atOnce, ...order })
    const [message] = await once(sender, 'message')
    return v.parse(sent, message)
  }
  try {
    await send({ count: 200, from: 1 })
    await stored(stack)
    const single = await oneByOne(stack, send)
    return [...(await load(stack, dir, send)), ...single, ...(await inBurst(stack, send))]
  } finally {
    sender.disconnect()
    await stack.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

type Send = (order: object) => Promise<v.InferOutput<typeof sent>>

async function load(stack: LocalStack, dir: string, send: Send): Promise<Row[]> {
  const began = performance.now()
  const before = cpuTimes(dir)
  let answered = 0
  // In rounds, so that what is answered never runs far ahead of what is stored.
  for (let from = 1000; performance.now() - began < seconds * 1000; from += perRound) {
    answered += (await send({ count: perRound, from })).answered
    await stored(stack)
  }
  const took = (performance.now() - began) / 1000
  const after = cpuTimes(dir)
  const spent = { all: after.all - before.all, functions: after.functions - before.functions }
  return [
    counted({
      id: 'local-rate',
      what: `local stack, deliveries per second answered and stored, ${atOnce} at once`,
      unit: 'deliveries/s',
      median: answered / took,
      atLeast: 400,
    }),
    counted({
      id: 'local-emulators',
      what: 'local stack, part of the emulators, gateway and pollers in its CPU time',
      unit: '%',
      median: 100 * (1 - spent.functions / spent.all),
    }),
  ]
}

/** The ages of the events when they are stored that some work sends, in seconds; of one line, that of the oldest. */
async function agesIn(stack: LocalStack, work: () => Promise<void>): Promise<number[]> {
  const from = readFileSync(stack.logFile).length
  await work()
  const log = readFileSync(stack.logFile).subarray(from).toString()
  return [...log.matchAll(/"Stored":(\d+),"AgeToStored":(\d+)/g)].flatMap(([, count, age]) =>
    Array.from({ length: Number(count) }, () => Number(age) / 1000),
  )
}

/** Each delivery is stored before the next is sent. */
async function oneByOne(stack: LocalStack, send: Send): Promise<Row[]> {
  const all = await agesIn(stack, async () => {
    for (let n = 0; n < singles; n += 1) {
      await send({ count: 1, from: 500 + n, atOnce: 1 })
      await stored(stack)
    }
  })
  const what = 'local stack, age of an event when it is stored, one by one'
  return [{ id: 'local-single', what, unit: 's', median: median(all), p95: percentile(all, 0.95) }]
}

async function inBurst(stack: LocalStack, send: Send): Promise<Row[]> {
  const all = await agesIn(stack, async () => {
    await send({ count: burst, from: 100_000, atOnce: 64 })
    await stored(stack)
  })
  return [
    {
      id: 'local-burst',
      what: `local stack, age of an event when it is stored, in a burst of ${burst.toLocaleString('en')}`,
      unit: 's',
      median: median(all),
      p95: percentile(all, 0.95),
    },
    counted({
      id: 'local-burst-oldest',
      what: `local stack, oldest age in a burst of ${burst.toLocaleString('en')}`,
      unit: 's',
      median: Math.max(...all),
      target: 15,
    }),
  ]
}

async function stored(stack: LocalStack): Promise<void> {
  const left = await stack.drain(300)
  if (left.length > 0) throw new Error(`not stored: ${JSON.stringify(left)}`)
}

/** Seconds of CPU: of the functions' threads, and of all, the emulator of DynamoDB included. */
function cpuTimes(dir: string): { functions: number; all: number } {
  const own = process.cpuUsage()
  const main = process.threadCpuUsage()
  const all = (own.user + own.system) / 1e6
  return { functions: all - (main.user + main.system) / 1e6, all: all + databaseTime(dir) }
}

/** Seconds of CPU of the process whose tables lie in `dir`; 0 where there is none of its own. */
function databaseTime(dir: string): number {
  const ticks = 100
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8')
      if (!command.startsWith('/bin/sh') && command.includes(`${dir}/`)) {
        const fields = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/.*\) /s, '').split(' ')
        return (Number(fields[11]) + Number(fields[12])) / ticks
      }
    } catch {
      // A process that has ended meanwhile.
    }
  }
  return 0
}

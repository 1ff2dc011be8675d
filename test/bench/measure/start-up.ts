import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Row } from '../harness/row.ts'
import { median, percentile } from '../harness/statistics.ts'

const rounds = { first: 5, again: 11, command: 21 }

/** What a person waits for: `npm start` until it is ready, and commands until they end, npm included. */
export async function startUp(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'commbox-start-'))
  const dir = join(folder, 'local')
  const env = { ...process.env, PORT: '0', COMMBOX_LOCAL_DIR: dir }
  const start = async (options: Record<string, string> = {}, use = (): number[][] => []) => {
    const began = performance.now()
    const npm = spawn('npm', ['start'], { env: { ...env, ...options }, stdio: ['ignore', 'pipe', 'inherit'] })
    await ready(npm)
    const seconds = (performance.now() - began) / 1000
    const used = use()
    npm.kill('SIGINT')
    await once(npm, 'exit')
    return { seconds, used }
  }
  const command = (args: readonly string[]) => {
    const began = performance.now()
    execFileSync('npm', ['run', '--silent', 'commbox', '--', ...args], { env, stdio: 'pipe' })
    return (performance.now() - began) / 1000
  }
  const commands = () => {
    const outputs = ['--outputs', join(dir, 'outputs.json')]
    command(['send', 'object/on-new', ...outputs])
    const get = ['get', 'object', '3377699720568713', ...outputs]
    return [get, ['--help']].map((args) => Array.from({ length: rounds.command }, () => command(args)))
  }
  try {
    const first: number[] = []
    for (let round = 0; round < rounds.first; round++) {
      rmSync(dir, { recursive: true, force: true })
      // As after npm ci: nothing is built, and nothing is compiled.
      first.push((await start({ NODE_COMPILE_CACHE: join(folder, `compiled-${round}`) })).seconds)
    }
    const again: number[] = []
    for (let round = 0; round < rounds.again; round++) again.push((await start()).seconds)
    const [get = [], help = []] = (await start({}, commands)).used
    return [
      row('start-first', '`npm start` until it is ready, the first time', first, 4),
      row('start-again', '`npm start` until it is ready, if nothing has changed', again, 1.5),
      row('start-get', '`npm run commbox -- get object …`', get, 0.35),
      row('start-help', '`npm run commbox -- --help`', help, 0.25),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ready({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('npm start has no output')
  for await (const line of createInterface({ input: stdout })) {
    if (!line.startsWith('Ready in')) continue
    // What follows is not read.
    stdout.resume()
    return
  }
  throw new Error('npm start ended before it was ready')
}

function row(id: string, what: string, samples: readonly number[], target: number): Row {
  return { id, what, unit: 's', median: median(samples), p95: percentile(samples, 0.95), target }
}

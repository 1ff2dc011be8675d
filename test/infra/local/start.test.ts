import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, test } from 'vitest'
import { region } from '../../../infra/local/account.ts'
import { listen } from '../../../infra/local/listening.ts'
import { startLocalStack } from '../../../infra/local/stack.ts'
import { outputs, pipelines } from '../../../shared/runtime/names.ts'
import { newFolder } from './small-app.ts'

const project = fileURLToPath(new URL('../../../', import.meta.url))
const dir = newFolder()
const running = new Map<ChildProcess, Promise<number | null>>()

afterAll(async () => {
  for (const { pid } of running.keys()) if (pid) process.kill(-pid, 'SIGKILL')
  await Promise.all(running.values())
  rmSync(dir, { recursive: true })
})

/** Starts a command with its own folder for the local stack. `output` has its output so far. */
function run(command: string, args: readonly string[], variables: Record<string, string> = {}) {
  const child = spawn(command, args, {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In its own process group, as a shell starts a command: Ctrl-C goes to the whole group.
    detached: true,
    // npm announces its new versions on stderr.
    env: {
      ...process.env,
      PORT: '0',
      COMMBOX_LOCAL_DIR: dir,
      npm_config_update_notifier: 'false',
      ...variables,
    },
  })
  const output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text
  })
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child)
      resolve(code)
    })
  })
  running.set(child, exited)
  return { pid: child.pid ?? 0, output, exited }
}

async function npmStart() {
  const command = run('npm', ['start'])
  // The first one builds the app.
  await expect.poll(() => command.output.out + command.output.err, { timeout: 240_000 }).toContain('Ctrl-C')
  return command
}

describe('npm start', { timeout: 480_000 }, () => {
  test('a delivery that is accepted just before a SIGTERM is in its table at the next start', async () => {
    const first = await npmStart()
    // The printed command works when pasted.
    const curl = /^ *(curl .*)$/m.exec(first.output.out)?.[1] ?? ''
    const answer = run('/bin/sh', ['-c', curl])
    await answer.exited
    process.kill(first.pid, 'SIGTERM')
    expect(JSON.parse(answer.output.out)).toMatchObject({ entity: 'Satisfaction', trigger: 'OnSubmit' })
    expect(await first.exited).toBe(0)
    expect(first.output.err).toBe('')
    expect(first.output.out).toContain('personal data included, until npm start -- --fresh')
    expect(first.output.out).toMatch(
      /^\d\d:\d\d:\d\d {2}POST {2}\/webhooks\/Satisfaction\/OnSubmit {2}200 {2}\S{15}=$/m,
    )

    const second = await npmStart()
    expect(first.output.out).toContain('Building the functions and the template')
    // Nothing that the build is made from has changed.
    expect(second.output.out).not.toContain('Building')
    const { CommBoxWebhooks: stack, Local: local } = JSON.parse(
      readFileSync(join(dir, 'outputs.json'), 'utf8'),
    )
    const client = new DynamoDBClient({
      region,
      credentials: { accessKeyId: local.AccessKeyId, secretAccessKey: local.SecretAccessKey },
      endpoint: local.DynamoDbEndpoint,
    })
    const { Items = [] } = await client.send(new ScanCommand({ TableName: stack.SatisfactionTable }))
    client.destroy()
    expect(Items).toContainEqual(
      expect.objectContaining({
        objectId: { S: '3377699720568738' },
        record: { S: 'state' },
        score: { N: '50' },
      }),
    )

    const keys = pipelines.flatMap((name) => [
      outputs.table(name),
      outputs.stream(name),
      outputs.queue(name),
      outputs.deadLetterQueue(name),
    ])
    const single = [
      outputs.webhookUrl,
      outputs.bucket,
      outputs.alarmTopic,
      outputs.reportTimeZone,
      outputs.quarantineRetention,
    ]
    expect(Object.keys(stack).toSorted()).toEqual([...single, ...keys].toSorted())
    expect(stack.WebhookUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/webhooks$/)

    const page = await fetch(/^Console +(http\S+)$/m.exec(second.output.out)?.[1] ?? '')
    expect(await page.text()).toContain('<h2 id="conversations-title">')

    const addresses = listeningAddresses(second.pid)
    expect(addresses).toHaveLength(5)
    // The fifth is that of DynamoDB behind its gate.
    expect(addresses.filter((address) => address === '127.0.0.1')).toHaveLength(4)
    for (const address of addresses) expect(address).toMatch(/^127\./)

    // Ctrl-C: the terminal signals the whole group, and npm signals its child again.
    process.kill(-second.pid, 'SIGINT')
    expect(await second.exited).toBe(0)
  })
})

test('a taken port is one line, exit 1', async () => {
  const other = createServer()
  const port = await listen(other)
  const variables = { PORT: String(port), COMMBOX_LOCAL_DIR: join(dir, 'other') }
  const { output, exited } = run(process.execPath, ['infra/start.ts'], variables)
  expect(await exited).toBe(1)
  expect(output.err).toMatch(new RegExp(`^Port ${port} is taken: .*\\n$`))
  expect(output.out).toBe('')
  other.close()
})

test('an app that does not synthesize is reported in one line, with its reason', async () => {
  const start = startLocalStack({ dir: join(dir, 'unsynthesized'), tokenHashes: ['mine:not-a-hash'] })
  await expect(start).rejects.toThrow(/^The CDK app does not synthesize: .*must be a SHA-256 in hex.*$/)
})

test('an unknown option is reported with the usage, exit 2', async () => {
  const { output, exited } = run(process.execPath, ['infra/start.ts', '--stage', 'prod'])
  expect(await exited).toBe(2)
  expect(output.err).toMatch(/^Unknown option '--stage'[\s\S]*Usage: npm start/)
  expect(output.err).toMatch(/keep what was posted, personal data included,\s+until --fresh\./)
})

test('an older Node is reported in one line', async () => {
  const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.11.0'}})"
  const args = ['--import', older, '--import', './infra/node/prepare.mjs', 'infra/start.ts']
  const { output, exited } = run(process.execPath, args)
  expect(await exited).toBe(1)
  expect(output.err).toMatch(/^This needs Node 24 or newer, and this is Node 20\.11\.0\. .*\n$/)
})

/** The IPv4 and IPv6 addresses on which a process and its descendants listen for TCP, from /proc. */
function listeningAddresses(pid: number): string[] {
  const inodes = new Set(withDescendants(pid).flatMap(socketsOf))
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === '0A' && inodes.has(columns[9] ?? ''))
      .map((columns) => addressOf(columns[1]?.split(':')[0] ?? '')),
  )
}

/** Converts an address of /proc/net/tcp: four bytes in hex, the last one first. An IPv6 address is returned as it is. */
function addressOf(hex: string): string {
  return hex.length === 8 ? Buffer.from(hex, 'hex').reverse().join('.') : hex
}

function withDescendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => childrenOf(pid, thread))
  return [pid, ...children.flatMap(withDescendants)]
}

function childrenOf(pid: number, thread: string): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
    return children.trim().split(' ').filter(Boolean).map(Number)
  } catch {
    // It ended after it was listed.
    return []
  }
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      // It was closed after it was listed.
      return []
    }
  })
}

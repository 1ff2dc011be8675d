import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { listen } from '../../infra/local/listening.ts'
import { bucketTags } from './gaps/bucket-tags.ts'
import { metricMath } from './gaps/metric-math.ts'
import { moveTasks } from './gaps/move-tasks.ts'
import { startProxy } from './gaps/proxy.ts'

const binaries = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))
const functionsNode = fileURLToPath(new URL('gaps/bin', import.meta.url))

/** Runs a program and ends it when the pipe on standard input closes, whatever ended this process. */
const supervisor = `exec 3<&0
"$@" </dev/null 3<&- &
pid=$!
(cat <&3 >/dev/null; kill -9 $pid) &
exec 3<&-
wait $pid`

/** A running MiniStack. */
export type MiniStack = {
  /** `http://localhost:<port>`, for every service. */
  endpoint: string
  close(): Promise<void>
}

/** An emulator of AWS with its gaps filled. */
export type EmulatedAws = {
  endpoint: string
  /** What a program needs in its environment to take it for AWS. */
  env: Record<string, string>
  close(): Promise<void>
}

/** Any do. */
export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
export const region = 'us-east-1'

/**
 * Starts MiniStack on a free port of 127.0.0.1, with nothing in it. Its log and all that it unpacks are in `folder`.
 *
 * @param programs the folder that test/deploy/install prints
 * @param tries how often at most, each on another port
 */
export async function startMiniStack(programs: string, folder: string, tries = 3): Promise<MiniStack> {
  const port = await freePort()
  const logFile = join(folder, 'ministack.log')
  const log = openSync(logFile, 'a')
  const child = spawn('/bin/sh', ['-c', supervisor, 'sh', join(programs, 'ministack')], {
    stdio: ['pipe', log, log],
    // Functions run on the Node that is first in its path.
    env: {
      PATH: [functionsNode, pathWith(programs)].join(delimiter),
      TMPDIR: folder,
      HOME: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      LAMBDA_EXECUTOR: 'local',
      COMMBOX_NODE: process.execPath,
      COMMBOX_PACKAGES: dirname(binaries),
    },
  })
  closeSync(log)
  const exited = once(child, 'exit')
  // As in the URLs of its queues: clients complain where the two differ.
  const endpoint = `http://localhost:${port}`
  while (!(await isReady(endpoint))) {
    if (child.exitCode !== null) {
      // Another process may have taken the port meanwhile.
      if (tries > 1) return startMiniStack(programs, folder, tries - 1)
      throw new Error(`MiniStack ended: ${readFileSync(logFile, 'utf8')}`)
    }
    await setTimeout(100)
  }
  return {
    endpoint,
    async close() {
      child.stdin?.destroy()
      await exited
    },
  }
}

/** Starts MiniStack and what fills its gaps. */
export async function startAws(programs: string, folder: string): Promise<EmulatedAws> {
  const { endpoint, close } = await startMiniStack(programs, folder)
  const client = { endpoint, region, credentials }
  const s3 = new S3Client({ ...client, followRegionRedirects: true })
  const sqs = new SQSClient(client)
  const proxy = await startProxy(endpoint, [metricMath(s3), bucketTags(s3), moveTasks(sqs)])
  const withoutGaps = `http://localhost:${proxy.port}`
  return {
    endpoint,
    env: {
      PATH: pathWith(programs),
      HOME: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_CLOUDFORMATION: withoutGaps,
      AWS_ENDPOINT_URL_SQS: withoutGaps,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      NODE_OPTIONS: `--import=${new URL('localhost.mjs', import.meta.url)}`,
    },
    async close() {
      proxy.close()
      s3.destroy()
      sqs.destroy()
      await close()
    },
  }
}

function pathWith(programs: string): string {
  return [binaries, programs, process.env.PATH].join(delimiter)
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

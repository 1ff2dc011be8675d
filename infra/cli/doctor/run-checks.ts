import { createRequire } from 'node:module'
import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../../deployment/aws-error.ts'
import { openLog } from '../../deployment/cloudwatch-log.ts'
import type { FunctionLog, LogSummary } from '../../deployment/function-log.ts'
import { type Deployment, localFolder } from '../../deployment/outputs-file.ts'
import { readTokenFile, type TokenOptions } from '../arguments/token.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { columns, printRows } from '../terminal/table.ts'
import { checkAlarms, checkQuarantine, checkQueues } from './aws-checks.ts'
import { bad, type CheckResult, good } from './check-result.ts'
import { checkDeliveries } from './deliveries.ts'
import { checkDrift } from './drift.ts'
import { checkEndpoint } from './endpoint.ts'
import { checkStates } from './states.ts'
import { checkStored } from './stored.ts'

export type DoctorOptions = JsonOptions &
  TokenOptions & {
    days: number
    states?: boolean
    wait?: number
  }

type Check = () => Promise<CheckResult[]>

const marks = { good: ['green', '✓'], bad: ['red', '✗'], unknown: ['yellow', '?'] } as const
const day = 24 * 60 * 60 * 1000

/**
 * Runs every check, prints the results, and with `wait` waits for a delivery.
 *
 * @throws CommandError if something needs to be done, or no delivery came
 */
export async function runChecks(deployment: Deployment, options: DoctorOptions, io: Io): Promise<void> {
  const { days, states = deployment.local !== undefined, wait, json } = options
  const startedAt = Date.now()
  const log = openLog(deployment, localFolder(io.env))
  try {
    const token = readTokenFile(options) ?? deployment.local?.token ?? io.env.COMMBOX_TOKEN
    // Read once: a query of the logs is charged by their size.
    let reading: Promise<LogSummary[]> | undefined
    const logged = () => {
      reading ??= log.since(startedAt - days * day)
      return reading
    }
    const checks: [string, Check][] = [
      ['versions', async () => [checkVersions()]],
      ['URL', () => checkEndpoint(deployment.webhookUrl, token)],
      ['queues', () => checkQueues(deployment)],
      ['quarantine', () => checkQuarantine(deployment, io.now())],
      ['alarms', () => checkAlarms(deployment)],
      ['deliveries', async () => checkSummaries(await logged(), days)],
      ['drift', async () => checkDrift(deployment, log, await logged(), startedAt, days)],
      ...(states ? [['states', () => checkStates(deployment, io.now())] as [string, Check]] : []),
    ]
    const results = await resultsOf(checks, deployment, io)
    if (json) printJson(io, results)
    else await show(results, io)
    if (wait !== undefined) {
      const isLocal = deployment.local !== undefined
      const first = await waitForDelivery(log, startedAt, wait, isLocal, io)
      if (!json) io.out(`${paint(io, 'green', '✓')} a delivery has arrived: ${first}`)
    }
    const wrong = results.filter(({ verdict }) => verdict === 'bad').length
    if (wrong > 0) throw new CommandError(`${counted(wrong, 'check')} failed: see the advice above`)
  } finally {
    log.close()
  }
}

function checkSummaries(summaries: readonly LogSummary[], days: number): CheckResult[] {
  return [...checkDeliveries(summaries, days, Date.now()), ...checkStored(summaries, days)]
}

async function resultsOf(
  checks: readonly [string, Check][],
  deployment: Deployment,
  io: Io,
): Promise<CheckResult[]> {
  const line = progress(io)
  line.show('checking')
  const all = checks.map(([what, check]) =>
    check().catch((error: unknown) => [bad(what, 'could not be checked', messageOf(error, deployment))]),
  )
  return (await Promise.all(all).finally(line.clear)).flat()
}

function checkVersions(): CheckResult {
  const require = createRequire(import.meta.url)
  const versionOf = (name: string) => String(require(`${name}/package.json`).version)
  const text = `Node ${process.versions.node}, CDK library ${versionOf('aws-cdk-lib')}, CDK command ${versionOf('aws-cdk')}`
  const isOld = Number(process.versions.node.split('.')[0]) < 24
  return isOld
    ? bad('versions', text, 'the functions run on Node 24: npm ci installs it on Linux')
    : good('versions', text)
}

async function show(results: readonly CheckResult[], io: Io): Promise<void> {
  const rows = await columns(
    results.map(({ verdict, what, text }) => [marks[verdict][1], what, text]),
    io.width,
  )
  for (const [index, row] of rows.entries()) {
    const { verdict = 'unknown', advice } = results[index] ?? {}
    const [colour, mark] = marks[verdict]
    io.out(row.replace(mark, paint(io, colour, mark)))
    if (advice) await printRows(io, [['  ', `→ ${advice}`]])
  }
}

async function waitForDelivery(
  log: FunctionLog,
  from: number,
  minutes: number,
  isLocal: boolean,
  io: Io,
): Promise<string> {
  io.err(`Waiting up to ${counted(minutes, 'minute')} for a delivery; Ctrl-C ends it.`)
  const until = Date.now() + minutes * 60_000
  return interruptible(io, async ({ signal }) => {
    while (Date.now() < until && !signal.aborted) {
      const [first] = await log.acceptedSince(from)
      if (first !== undefined) return first
      await setTimeout(isLocal ? 500 : 5000, undefined, { signal }).catch(() => {})
    }
    throw new CommandError(
      `no delivery came in ${counted(minutes, 'minute')}: check that CommBox has the URL with its token, and that the subscription is active`,
    )
  })
}

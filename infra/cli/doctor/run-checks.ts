import { createRequire } from 'node:module'
import { setTimeout } from 'node:timers/promises'
import { refusal } from '../../deployment/aws-error.ts'
import { type Deployment, localFolder } from '../../deployment/outputs-file.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { columns } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { alarmFindings, quarantineFindings, queueFindings } from './aws-checks.ts'
import { bad, type CheckResult, good } from './check-result.ts'
import { deliveryResults } from './deliveries.ts'
import { endpointFindings } from './endpoint.ts'
import { cloudWatchLog, type FunctionLog, localLog } from './log.ts'

export type DoctorOptions = { token?: string; days: number; wait?: number; json?: true }

const marks = { good: ['green', '✓'], bad: ['red', '✗'], unknown: ['yellow', '?'] } as const
const day = 24 * 60 * 60 * 1000

/**
 * Makes every check, prints what it finds, and waits for a delivery where that is asked for.
 *
 * @throws CommandError where something needs to be done, or no delivery came
 */
export async function runChecks(deployment: Deployment, options: DoctorOptions, io: Io): Promise<void> {
  const { days, wait, json } = options
  const startedAt = Date.now()
  const log = deployment.local ? localLog(localFolder(io)) : cloudWatchLog(deployment)
  try {
    const token = options.token ?? deployment.local?.token ?? io.env.COMMBOX_TOKEN
    const checks: [string, () => Promise<CheckResult[]>][] = [
      ['versions', async () => [versions()]],
      ['URL', () => endpointFindings(deployment.webhookUrl, token)],
      ['queues', () => queueFindings(deployment)],
      ['quarantine', () => quarantineFindings(deployment, new Date())],
      ['alarms', () => alarmFindings(deployment)],
      ['deliveries', async () => deliveryResults(await log.since(startedAt - days * day), days, Date.now())],
    ]
    const findings = await findingsOf(checks, deployment, io)
    if (json) io.out(JSON.stringify(findings, null, 2))
    else show(findings, io)
    if (wait !== undefined) await waitFor(log, startedAt, wait, deployment.local !== undefined, io)
    const wrong = findings.filter(({ verdict }) => verdict === 'bad').length
    if (wrong > 0) throw new CommandError(`${counted(wrong, 'thing needs', 'things need')} to be looked at`)
  } finally {
    log.close()
  }
}

async function findingsOf(
  checks: readonly [string, () => Promise<CheckResult[]>][],
  deployment: Deployment,
  io: Io,
): Promise<CheckResult[]> {
  const line = progress(io)
  line.show('looking')
  const all = checks.map(([what, check]) =>
    check().catch((error: unknown) => {
      const told = refusal(error, deployment) ?? error
      return [bad(what, 'could not be looked at', told instanceof Error ? told.message : String(told))]
    }),
  )
  return (await Promise.all(all).finally(line.clear)).flat()
}

function versions(): CheckResult {
  const require = createRequire(import.meta.url)
  const of = (name: string) => String(require(`${name}/package.json`).version)
  const text = `Node ${process.versions.node}, CDK library ${of('aws-cdk-lib')}, CDK command ${of('aws-cdk')}`
  const isOld = Number(process.versions.node.split('.')[0]) < 24
  return isOld
    ? bad('versions', text, 'the functions run on Node 24: npm ci brings it along on Linux')
    : good('versions', text)
}

function show(findings: readonly CheckResult[], io: Io): void {
  const rows = columns(findings.map(({ verdict, what, text }) => [marks[verdict][1], what, text]))
  for (const [index, row] of rows.entries()) {
    const { verdict = 'unknown', advice } = findings[index] ?? {}
    const [colour, mark] = marks[verdict]
    io.out(row.replace(mark, paint(io, colour, mark)))
    if (advice) io.out(`   → ${advice}`)
  }
}

async function waitFor(
  log: FunctionLog,
  from: number,
  minutes: number,
  isLocal: boolean,
  io: Io,
): Promise<void> {
  io.err(`Waiting up to ${counted(minutes, 'minute')} for a delivery; Ctrl-C ends it.`)
  const until = Date.now() + minutes * 60_000
  await interruptible(io, async ({ signal }) => {
    while (Date.now() < until && !signal.aborted) {
      const [first] = await log.acceptedSince(from)
      if (first !== undefined) return io.out(`${paint(io, 'green', '✓')} a delivery has arrived: ${first}`)
      await setTimeout(isLocal ? 500 : 5000, undefined, { signal }).catch(() => {})
    }
    throw new CommandError(
      `no delivery came in ${counted(minutes, 'minute')}: is the URL with its token in CommBox, and the subscription active?`,
    )
  })
}

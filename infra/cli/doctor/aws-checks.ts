import { setTimeout } from 'node:timers/promises'
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { isReplayed } from '../../../shared/quarantine/claim.ts'
import { pipelines } from '../../../shared/runtime/names.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { readQueueStatus } from '../dead-letters/queue.ts'
import { daysBefore, receivedIn, rowsOf } from '../quarantine/rows.ts'
import { counted } from '../terminal/count.ts'
import { bad, type CheckResult, good, unknown } from './check-result.ts'

/** Between two counts of a queue, in milliseconds: what waits is processed in that time, unless more comes in. */
const pause = 3000

/** Checks that the queues empty, and that the dead-letter queues are empty. */
export function checkQueues(deployment: Deployment): Promise<CheckResult[]> {
  return withQueues(deployment, async (queues) => {
    const waiting = (url: (typeof deployment)['queueUrl']) =>
      Promise.all(pipelines.map(async (name) => ({ name, ...(await readQueueStatus(queues, url(name))) })))
    const before = await waiting(deployment.queueUrl)
    const dead = (await waiting(deployment.deadLetterQueueUrl)).filter(({ messages }) => messages > 0)
    // SQS's counts on AWS may be a minute old: a second one so soon would say nothing.
    const isCountedAgain = deployment.local !== undefined && before.some(({ messages }) => messages > 0)
    if (isCountedAgain) await setTimeout(pause)
    const after = isCountedAgain ? await waiting(deployment.queueUrl) : undefined
    return [
      queueResult(before, after),
      dead.length > 0
        ? bad(
            'dead letters',
            named(dead),
            'npm run commbox -- dead-letters show <entity>, fix the cause, then dead-letters redrive <entity>',
          )
        : good('dead letters', 'none'),
    ]
  })
}

type Count = { name: string; messages: number }

const named = (list: readonly Count[]) => list.map(({ name, messages }) => `${name} ${messages}`).join(', ')

/**
 * Judges what waits in the queues by two counts. A single count cannot tell a queue that is stuck from one with
 * steady traffic.
 */
export function queueResult(before: readonly Count[], after?: readonly Count[]): CheckResult {
  const waiting = before.filter(({ messages }) => messages > 0)
  if (waiting.length === 0) return good('queues', 'they are empty')
  if (after === undefined) {
    return unknown(
      'queues',
      `messages wait: ${named(waiting)}; the counts may be a minute old`,
      'check again in some minutes: if the counts only grow, see docs/runbook.md, Oldest message',
    )
  }
  const stuck = after.filter(
    ({ messages }, index) => messages > 0 && messages >= (before[index]?.messages ?? 0),
  )
  if (stuck.length === 0) return good('queues', 'they are being processed')
  return bad(
    'queues',
    `messages wait and do not get fewer: ${named(stuck)}`,
    'check again in a minute; then read the consumer’s log, and docs/runbook.md, Oldest message',
  )
}

/** Checks that nothing is in quarantine since yesterday that was not replayed. */
export function checkQuarantine(deployment: Deployment, now: Date): Promise<CheckResult[]> {
  return withDatabase(deployment, async (database) => {
    const table = tableOf(database, deployment, 'Quarantine')
    const received = receivedIn({ from: daysBefore(now, 1) }, now, 0)
    const open: JsonObject[] = []
    for await (const row of rowsOf(table, { received })) if (!isReplayed(row)) open.push(row)
    if (open.length === 0) return [good('quarantine', 'nothing of today or yesterday')]
    const counts = Map.groupBy(open, ({ reason }) => String(reason))
    const reasons = [...counts].map(([reason, { length }]) => `${reason} ${length}`).join(', ')
    return [
      bad(
        'quarantine',
        `${counted(open.length, 'delivery', 'deliveries')} since yesterday: ${reasons}`,
        'npm run commbox -- quarantine list, then show <id>; fix the URL or the subscription, then quarantine replay',
      ),
    ]
  })
}

/** Checks that no alarm is in the ALARM state. */
export async function checkAlarms({ stackName, local, region }: Deployment): Promise<CheckResult[]> {
  if (local) return [unknown('alarms', 'the local stack has none')]
  const client = new CloudWatchClient(region ? { region } : {})
  try {
    const alarming: string[] = []
    let all = 0
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client },
      { AlarmNamePrefix: `${stackName}-Alarms` },
    )) {
      all += MetricAlarms.length
      for (const { StateValue, AlarmName = '' } of MetricAlarms)
        if (StateValue === 'ALARM') alarming.push(AlarmName)
    }
    if (all === 0) return [bad('alarms', 'there are none', 'deploy the stack again')]
    if (alarming.length === 0) return [good('alarms', `none of ${all} is in ALARM`)]
    return [bad('alarms', `in ALARM: ${alarming.join(', ')}`, 'docs/runbook.md has a section for each')]
  } finally {
    client.destroy()
  }
}

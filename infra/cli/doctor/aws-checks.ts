import { setTimeout } from 'node:timers/promises'
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import { pipelines } from '../../../shared/runtime/names.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { factsOf } from '../dead-letters/queue.ts'
import { isReplayed, rowsOfDay } from '../quarantine/rows.ts'
import { counted } from '../terminal/count.ts'
import { bad, type CheckResult, good, unknown } from './check-result.ts'

/** Between two looks at a queue: what is taken in is gone in that time, unless more comes in. */
const pause = 3000

/** Whether queues empty, and dead-letter queues are empty. */
export function queueFindings(deployment: Deployment): Promise<CheckResult[]> {
  return withQueues(deployment, async (queues) => {
    const waiting = (url: (typeof deployment)['queueUrl']) =>
      Promise.all(pipelines.map(async (name) => ({ name, ...(await factsOf(queues, url(name))) })))
    const before = await waiting(deployment.queueUrl)
    const dead = (await waiting(deployment.deadLetterQueueUrl)).filter(({ messages }) => messages > 0)
    const some = before.some(({ messages }) => messages > 0)
    if (some) await setTimeout(pause)
    const after = some ? await waiting(deployment.queueUrl) : before
    const stuck = after.filter(
      ({ messages }, index) => messages > 0 && messages >= (before[index]?.messages ?? 0),
    )
    const named = (list: typeof dead) => list.map(({ name, messages }) => `${name} ${messages}`).join(', ')
    return [
      stuck.length > 0
        ? bad(
            'queues',
            `messages wait and do not get fewer: ${named(stuck)}`,
            'look again in a minute; then at the consumer’s log, and docs/runbook.md, Oldest message',
          )
        : good('queues', some ? 'they empty' : 'they are empty'),
      dead.length > 0
        ? bad(
            'dead letters',
            named(dead),
            'npm run commbox -- dead-letters show <entity>, moveToFirstReceipt the cause, then dead-letters redrive <entity>',
          )
        : good('dead letters', 'none'),
    ]
  })
}

/** What lies in quarantine since yesterday, and was not replayed. */
export function quarantineFindings(deployment: Deployment, now: Date): Promise<CheckResult[]> {
  return withDatabase(deployment, async (database) => {
    const table = tableOf(database, deployment, 'Quarantine')
    const days = [0, 1].map((ago) =>
      new Date(now.getTime() - ago * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
    )
    const rows = (await Promise.all(days.map((day) => rowsOfDay(table, day, {}, () => {})))).flat()
    const open = rows.filter((row) => !isReplayed(row))
    if (open.length === 0) return [good('quarantine', 'nothing of today or yesterday')]
    const counts = Map.groupBy(open, ({ reason }) => String(reason))
    const reasons = [...counts].map(([reason, { length }]) => `${reason} ${length}`).join(', ')
    const text = `${counted(open.length, 'delivery', 'deliveries')} since yesterday: ${reasons}`
    return [
      bad(
        'quarantine',
        text,
        'npm run commbox -- quarantine list, then show <id>; moveToFirstReceipt the URL or the subscription, then quarantine replay',
      ),
    ]
  })
}

/** Whether an alarm is up. */
export async function alarmFindings({ stackName, local, region }: Deployment): Promise<CheckResult[]> {
  if (local) return [unknown('alarms', 'the local stack has none')]
  const client = new CloudWatchClient(region ? { region } : {})
  try {
    const up: string[] = []
    let all = 0
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client },
      { AlarmNamePrefix: `${stackName}-Alarms` },
    )) {
      all += MetricAlarms.length
      up.push(
        ...MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM').map(
          ({ AlarmName = '' }) => AlarmName,
        ),
      )
    }
    if (all === 0) return [bad('alarms', 'there are none', 'deploy the stack again')]
    if (up.length === 0) return [good('alarms', `none of ${all} is up`)]
    return [bad('alarms', `up: ${up.join(', ')}`, 'docs/runbook.md has a section for each')]
  } finally {
    client.destroy()
  }
}

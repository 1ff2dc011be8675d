import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Key, Table } from '../../../shared/dynamodb/database.ts'
import type { Address } from '../../../shared/ingest/identify.ts'
import { type Replayed, type ReplayParts, replayRow } from '../../../shared/quarantine/replay-row.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { isHopeless, messageOf } from '../../deployment/aws-error.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { oneLine } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { findRow, idOf, isReplayed, keyOf, rowsOfDay } from './rows.ts'
import { issueText } from './show.ts'

/** Rows by their ids, or those of a day. */
export type Which =
  | { ids: readonly string[] }
  | { day: string; reason: string | undefined; entity: string | undefined }

export type ReplayOptions = Address & {
  which: Which
  today: string
  /** Asks before anything is written; absent where nothing is to be. */
  consent: ((question: string) => Promise<void>) | undefined
}

type Chosen = { id: string; key: Key }

/**
 * Sends deliveries of quarantine down the normal path again, and prints what became of each.
 *
 * @throws CommandError where not all of them were sent
 */
export async function replayQuarantined(deployment: Deployment, order: ReplayOptions, io: Io): Promise<void> {
  await withBodies(deployment, (bodies) =>
    withQueues(deployment, (queues) =>
      withDatabase(deployment, async (client) => {
        const table = tableOf(client, deployment, 'Quarantine')
        const { rows, left } = await choose(table, order)
        if (left > 0)
          io.out(
            `${counted(left, 'delivery is', 'deliveries are')} left alone: replayed before, or of another brand`,
          )
        if (rows.length === 0) return io.out('Nothing to replay')
        await order.consent?.(
          `Send ${counted(rows.length, 'delivery', 'deliveries')} down the normal path again?`,
        )
        const parts: ReplayParts = {
          table,
          bodies,
          now: () => io.now(),
          async send(pipeline, MessageBody) {
            await queues.send(
              new SendMessageCommand({ QueueUrl: deployment.queueUrl(pipeline), MessageBody }),
            )
          },
        }
        await replayAll(rows, parts, order, deployment, io)
      }),
    ),
  )
}

async function choose(
  table: Table,
  { which, today }: ReplayOptions,
): Promise<{ rows: Chosen[]; left: number }> {
  if ('ids' in which) {
    const found = await Promise.all(which.ids.map((id) => findRow(table, id, today)))
    const unique = new Map(found.map((row) => [idOf(row), { id: idOf(row), key: keyOf(row) }]))
    return { rows: [...unique.values()], left: 0 }
  }
  const { day, reason, entity } = which
  const filters = { ...(reason ? { reason } : {}), ...(entity ? { entity } : {}) }
  const found = await rowsOfDay(table, day, filters, () => {})
  // A brand that is not let in stays out unless somebody means it.
  const open = found.filter((row) => !isReplayed(row) && (reason || row.reason !== 'brand-not-allowed'))
  return { rows: open.map((row) => ({ id: idOf(row), key: keyOf(row) })), left: found.length - open.length }
}

const atOnce = 8

async function replayAll(
  rows: readonly Chosen[],
  parts: ReplayParts,
  order: ReplayOptions,
  deployment: Deployment,
  io: Io,
): Promise<void> {
  const { entity, trigger, consent, which } = order
  const options = { entity, trigger, isDry: consent === undefined, isAgain: 'ids' in which }
  const counts: Record<Replayed['result'], number> = {
    sent: 0,
    quarantined: 0,
    returned: 0,
    gone: 0,
    failed: 0,
  }
  const line = progress(io)
  let done = 0
  await interruptible(io, async (stop) => {
    const all = inOrder(rows, atOnce, ({ key }) => replayRow(parts, key, options), stop.signal)
    for await (const [{ id }, replayed] of all) {
      counts[replayed.result] += 1
      done += 1
      line.clear()
      io.out(row(id, replayed, options.isDry, deployment, io))
      line.show(`${done} of ${rows.length}`)
      if (replayed.result === 'failed' && isHopeless(replayed.error)) stop.abort()
    }
  }).finally(line.clear)
  report(counts, rows.length - done, options.isDry, io)
}

function row(id: string, replayed: Replayed, isDry: boolean, deployment: Deployment, io: Io): string {
  const [style, text] = textOf(replayed, isDry, deployment)
  return `${oneLine(id, 300)}  ${paint(io, style, oneLine(text, 300))}`
}

function textOf(replayed: Replayed, isDry: boolean, deployment: Deployment): ['green' | 'red', string] {
  switch (replayed.result) {
    case 'sent':
      return ['green', `${isDry ? 'would be sent' : 'sent'} to ${replayed.to}`]
    case 'quarantined': {
      const { reason, issues } = replayed.why
      const verb = isDry ? 'would stay' : 'still'
      return ['red', `${verb} in quarantine: ${reason} (${issues.map(issueText).join('; ')})`]
    }
    case 'returned':
      return ['red', 'still in quarantine: sent, and set aside by the consumer at once']
    case 'gone':
      return ['green', 'left alone: replayed by somebody else, or expired']
    case 'failed':
      return ['red', `failed: ${messageOf(replayed.error, deployment)}`]
  }
}

function report(counts: Record<Replayed['result'], number>, undone: number, isDry: boolean, io: Io): void {
  const kept = counts.quarantined + counts.returned
  const others = [
    kept && `${kept} ${isDry ? 'would stay' : 'still'} in quarantine`,
    counts.gone && `${counts.gone} left alone`,
    counts.failed && `${counts.failed} failed`,
    undone && `${undone} not begun`,
  ].filter(Boolean)
  io.out([`${counts.sent} ${isDry ? 'would be sent' : 'sent'}`, ...others].join(', '))
  if (counts.failed > 0) throw new CommandError('not every delivery could be replayed')
  if (undone > 0) throw new CommandError('stopped before the end: the same command goes on')
  if (kept > 0 && !isDry) throw new CommandError('not every delivery left quarantine')
}

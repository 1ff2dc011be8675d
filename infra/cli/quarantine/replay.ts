import type { Key, Table } from '../../../shared/dynamodb/database.ts'
import type { Bodies } from '../../../shared/events/large-bodies.ts'
import type { Address } from '../../../shared/ingest/identify.ts'
import { isReplayed } from '../../../shared/quarantine/claim.ts'
import { type Replayed, type ReplayParts, replayRow } from '../../../shared/quarantine/replay-row.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { isPermanent, messageOf } from '../../deployment/aws-error.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { sendTo, withQueues } from '../../deployment/queues.ts'
import { oneLine } from '../../text/one-line.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { type Filters, findRow, idOf, keyOf, needsBodies, rowsOf } from './rows.ts'
import { issueText } from './show.ts'

/** Deliveries by their ids, or those that filters leave. */
export type Which = { ids: readonly string[] } | Filters

export type ReplayOptions = Address & {
  which: Which
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

type Chosen = { id: string; key: Key }

/**
 * Reprocesses deliveries in quarantine, and prints the result of each.
 *
 * @throws CommandError if not all of them were sent
 */
export async function replayQuarantined(
  deployment: Deployment,
  options: ReplayOptions,
  io: Io,
): Promise<void> {
  await withBodies(deployment, (bodies) =>
    withQueues(deployment, (queues) =>
      withDatabase(deployment, async (client) => {
        const table = tableOf(client, deployment, 'Quarantine')
        const { rows, skipped } = await choose(
          table,
          bodies,
          options.which,
          io.now(),
          deployment.quarantineRetention,
        )
        if (skipped > 0 && !options.json)
          io.out(
            `${counted(skipped, 'delivery', 'deliveries')} skipped: replayed before, or of a brand that is not allowed`,
          )
        if (rows.length === 0) return options.json ? printJson(io, []) : io.out('Nothing to replay')
        await options.consent?.(`Reprocess ${counted(rows.length, 'delivery', 'deliveries')}?`)
        const parts: ReplayParts = {
          table,
          bodies,
          now: io.now,
          send: (pipeline, message) => sendTo(queues, deployment, pipeline, message),
        }
        await replayAll(rows, parts, options, deployment, io)
      }),
    ),
  )
}

async function choose(
  table: Table,
  bodies: Bodies,
  which: Which,
  now: Date,
  retention: number,
): Promise<{ rows: Chosen[]; skipped: number }> {
  if ('ids' in which) {
    const found = await Promise.all(which.ids.map((id) => findRow(table, id, now, retention)))
    const unique = new Map(found.map((row) => [idOf(row), { id: idOf(row), key: keyOf(row) }]))
    return { rows: [...unique.values()], skipped: 0 }
  }
  const rows: Chosen[] = []
  let skipped = 0
  for await (const row of rowsOf(table, which, needsBodies(which) ? bodies : undefined)) {
    const isOpen = !isReplayed(row) && (which.reason || row.reason !== 'brand-not-allowed')
    if (isOpen) rows.push({ id: idOf(row), key: keyOf(row) })
    else skipped += 1
  }
  return { rows, skipped }
}

const concurrency = 8

async function replayAll(
  rows: readonly Chosen[],
  parts: ReplayParts,
  { entity, trigger, consent, which, json }: ReplayOptions,
  deployment: Deployment,
  io: Io,
): Promise<void> {
  const options = { entity, trigger, isDry: consent === undefined, isAgain: 'ids' in which }
  const counts: Record<Replayed['result'], number> = {
    sent: 0,
    quarantined: 0,
    returned: 0,
    gone: 0,
    failed: 0,
  }
  const items: object[] = []
  const line = progress(io)
  await interruptible(io, async (stop) => {
    const all = inOrder(rows, concurrency, ({ key }) => replayRow(parts, key, options), stop.signal)
    for await (const [{ id }, replayed] of all) {
      counts[replayed.result] += 1
      items.push(itemOf(id, replayed, deployment))
      line.clear()
      if (!json) io.out(lineOf(id, replayed, options.isDry, deployment, io))
      line.show(`${items.length} of ${rows.length}`)
      if (replayed.result === 'failed' && isPermanent(replayed.error)) stop.abort()
    }
  }).finally(line.clear)
  const left = rows.length - items.length
  if (json) printJson(io, items)
  else io.out(summary(counts, left, options.isDry))
  if (counts.failed > 0) throw new CommandError('not every delivery could be replayed')
  if (left > 0) throw new CommandError('interrupted: run the same command to resume')
  if (counts.quarantined + counts.returned > 0 && !options.isDry) {
    throw new CommandError('not every delivery left quarantine')
  }
}

function itemOf(id: string, replayed: Replayed, deployment: Deployment): object {
  if (replayed.result === 'failed') {
    return { id, result: replayed.result, error: messageOf(replayed.error, deployment) }
  }
  return { id, ...replayed }
}

function lineOf(id: string, replayed: Replayed, isDry: boolean, deployment: Deployment, io: Io): string {
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
      return ['red', 'still in quarantine: sent, and the consumer could not store it']
    case 'gone':
      return ['green', 'skipped: replayed by somebody else, or expired']
    case 'failed':
      return ['red', `failed: ${messageOf(replayed.error, deployment)}`]
  }
}

function summary(counts: Record<Replayed['result'], number>, left: number, isDry: boolean): string {
  const kept = counts.quarantined + counts.returned
  const others = [
    kept && `${kept} ${isDry ? 'would stay' : 'still'} in quarantine`,
    counts.gone && `${counts.gone} skipped`,
    counts.failed && `${counts.failed} failed`,
    left && `${left} not started`,
  ].filter(Boolean)
  return [`${counts.sent} ${isDry ? 'would be sent' : 'sent'}`, ...others].join(', ')
}

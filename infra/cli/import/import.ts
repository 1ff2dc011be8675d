import type { JsonObject } from '../../../shared/commbox/json.ts'
import { deliveryMessage } from '../../../shared/ingest/handler.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { isPermanent, messageOf } from '../../deployment/aws-error.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { sendTo, withQueues } from '../../deployment/queues.ts'
import { oneLine } from '../../text/one-line.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { type Given, readBodies } from './bodies.ts'
import { deliveriesOf, type Prepared, prepare, type Sendable } from './prepare.ts'
import { findSimilar } from './similar.ts'

export type ImportOptions = {
  files: readonly string[]
  given: Given
  /** Absent for a dry run. */
  consent: Consent | undefined
  skipsSimilar: boolean
  json: true | undefined
}

/** What became of a body, or would become in a dry run. */
type Result =
  | { result: 'sent'; to: string }
  /** It is stored already, as an event of this delivery. */
  | { result: 'similar'; to: string; storedAs: string; occurredAt: string }
  | { result: 'invalid' | 'failed'; error: string }
  | { result: 'left'; to: string }

/**
 * Imports bodies: validates all of them, and then sends those that are valid to their queues.
 *
 * @throws CommandError if not all of them were valid and sent
 */
export async function importBodies(
  deployment: Deployment,
  { files, given, consent, skipsSimilar, json }: ImportOptions,
  io: Io,
): Promise<void> {
  const line = progress(io)
  line.show('validating')
  const all = prepare(await readBodies(files, given, io), io.now().toISOString())
  const results = new Map<Prepared, Result>()
  const sendable = all.filter((each): each is Sendable => 'to' in each)
  for (const each of all) if ('invalid' in each) results.set(each, { result: 'invalid', error: each.invalid })
  const isDry = consent === undefined
  if (isDry || skipsSimilar) {
    line.show(`looking up ${counted(sendable.length, 'body', 'bodies')}`)
    const similar = await withEntityTables(deployment, (tables) => findSimilar(tables, sendable))
    for (const [each, stored] of similar) results.set(each, similarTo(each, stored))
  }
  line.clear()
  const chosen = skipsSimilar ? sendable.filter((each) => !results.has(each)) : sendable
  if (!json) for (const each of all) printResult(each, results.get(each), io)
  if (isDry) for (const each of chosen) if (!results.has(each)) results.set(each, sent(each))
  if (!isDry && chosen.length > 0) {
    await consent(`Import ${counted(chosen.length, 'delivery', 'deliveries')}?`)
    await interruptible(io, (stop) => sendAll(deployment, chosen, results, stop, json, io))
  }
  const list = all.map((each) => itemOf(each, results.get(each) ?? { result: 'left', to: '' }))
  if (json) printJson(io, list)
  else for (const text of summary(all, results, isDry)) io.out(text)
  if (isDry && !skipsSimilar && !json && chosen.some((each) => results.get(each)?.result === 'similar'))
    io.out('--skip-similar leaves out those that are stored already')
  fail(results, all.length)
}

function similarTo({ to }: Sendable, { deliveryId, occurredAt }: JsonObject): Result {
  return { result: 'similar', to, storedAs: String(deliveryId), occurredAt: String(occurredAt) }
}

function sent({ to }: Sendable): Result {
  return { result: 'sent', to }
}

const concurrency = 8

async function sendAll(
  deployment: Deployment,
  chosen: readonly Sendable[],
  results: Map<Prepared, Result>,
  stop: AbortController,
  json: true | undefined,
  io: Io,
): Promise<void> {
  const line = progress(io)
  let done = 0
  await withEntityTables(deployment, (tables) =>
    withQueues(deployment, async (queues) => {
      const send = async (each: Sendable) => {
        const read = deliveriesOf(each)
        if ('invalid' in read) return
        for (const accepted of read.deliveries) {
          const { entity } = accepted.delivery
          const imported = { ...accepted, delivery: { ...accepted.delivery, via: 'import' } }
          const message = await deliveryMessage(imported, tables(entity).bodies)
          await sendTo(queues, deployment, entity, message)
        }
      }
      const sending = inOrder(
        chosen,
        concurrency,
        (each) => send(each).catch((error: unknown) => ({ error })),
        stop.signal,
      )
      for await (const [each, failure] of sending) {
        const error = failure && messageOf(failure.error, deployment)
        const result: Result = error === undefined ? sent(each) : { result: 'failed', error }
        results.set(each, result)
        done += 1
        line.clear()
        if (!json) printResult(each, result, io)
        line.show(`${done} of ${chosen.length} sent`)
        if (failure && isPermanent(failure.error)) stop.abort()
      }
    }),
  ).finally(line.clear)
}

/** Prints what a person has to look at: not each that was sent. */
function printResult({ body }: Prepared, result: Result | undefined, io: Io): void {
  const text =
    result?.result === 'similar'
      ? `stored already, as ${result.storedAs} of ${result.occurredAt}`
      : result && 'error' in result
        ? `${result.result}: ${result.error}`
        : undefined
  if (text === undefined) return
  const style = result?.result === 'similar' ? 'yellow' : 'red'
  io.out(`${oneLine(body.place, 200)}  ${paint(io, style, oneLine(text, 300))}`)
}

function itemOf({ body, deliveryId, receivedAt }: Prepared, result: Result): object {
  return { place: body.place, deliveryId, receivedAt, ...result }
}

function summary(all: readonly Prepared[], results: Map<Prepared, Result>, isDry: boolean): string[] {
  const counts = Map.groupBy(all, (each) => results.get(each)?.result ?? 'left')
  const count = (result: Result['result']) => counts.get(result)?.length ?? 0
  const byTrigger = Map.groupBy(counts.get('sent') ?? [], (each) => ('to' in each ? each.to : ''))
  const others = [
    count('similar') && `${count('similar')} stored already`,
    count('invalid') && `${count('invalid')} not valid`,
    count('failed') && `${count('failed')} failed`,
    count('left') && `${count('left')} not started`,
  ].filter(Boolean)
  return [
    ...[...byTrigger].sort().map(([to, members]) => `${members.length}  ${to}`),
    [`${count('sent')} ${isDry ? 'would be sent' : 'sent'}`, ...others].join(', '),
  ]
}

/** @throws CommandError */
function fail(results: ReadonlyMap<Prepared, Result>, all: number): void {
  const has = (result: Result['result']) => [...results.values()].some((each) => each.result === result)
  if (has('failed')) throw new CommandError('not every delivery could be sent: run the same command again')
  if (results.size < all) throw new CommandError('interrupted: run the same command to resume')
  if (has('invalid')) throw new CommandError('not every body is valid')
}

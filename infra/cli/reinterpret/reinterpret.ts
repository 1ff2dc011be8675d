import { getItem, type Key } from '../../../shared/dynamodb/database.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { deliveryMessage } from '../../../shared/ingest/handler.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import { eventIdOf } from '../../../shared/store/stored-event.ts'
import { withdraw } from '../../../shared/store/withdraw.ts'
import { isPermanent, messageOf } from '../../deployment/aws-error.ts'
import { withEntityTables } from '../../deployment/entity-tables.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { sendTo, withQueues } from '../../deployment/queues.ts'
import { oneLine } from '../../text/one-line.ts'
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { untilConsumersEnded } from '../withdraw/wait.ts'
import { itemsOf, linesOf, outcomeOf, type Reading, type Survey, survey, type Tables } from './survey.ts'

export type ReinterpretOptions = Reading & {
  deployment: Deployment
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

/**
 * Sends stored events through identification again, and withdraws those that became others. They are sent first: what
 * is interrupted is repeated, and loses nothing.
 *
 * @throws CommandError if it was interrupted, or not all of them could be sent
 */
export async function reinterpretEvents(options: ReinterpretOptions, io: Io): Promise<void> {
  const { deployment, entity, trigger, consent, json } = options
  await withEntityTables(deployment, async (tables) => {
    const found = await survey(tables, options, io)
    const { chosen, interrupted } = found
    if (!json) for (const line of linesOf(found, options, consent === undefined)) io.out(line)
    if (consent === undefined || chosen.length + interrupted.length === 0) {
      if (json) printJson(io, itemsOf(found))
      return
    }
    await consent(
      `Send ${counted(chosen.length, 'event')} of ${entity} ${trigger} again, and withdraw ${chosen.length === 1 ? 'it' : 'them'}?`,
    )
    const { sent, failed, withdrawn } = await interruptible(io, (stop) =>
      run(tables, found, options, stop, io),
    )
    if (json) printJson(io, [...itemsOf(found), { outcome: 'withdrawn', count: withdrawn }])
    else
      io.out(
        `${counted(sent, 'event')} sent, ${withdrawn} withdrawn${failed > 0 ? `, ${failed} failed` : ''}`,
      )
    if (failed > 0) throw new CommandError(notAllSent)
  })
}

const concurrency = 8

const notAllSent = 'not every event could be sent: run the same command again'

async function run(
  tables: Tables,
  { chosen, interrupted }: Survey,
  options: ReinterpretOptions,
  stop: AbortController,
  io: Io,
): Promise<{ sent: number; failed: number; withdrawn: number }> {
  const { deployment, entity } = options
  const database = tables(entity)
  const eventIds = new Map<string, Set<string>>()
  const choose = ({ key, record }: Key) =>
    eventIds.set(key, (eventIds.get(key) ?? new Set()).add(eventIdOf({ [sortKey]: record })))
  interrupted.forEach(choose)
  let [sent, failed] = [0, 0]
  const line = progress(io)
  await withQueues(deployment, async (queues) => {
    const sending = inOrder(
      chosen,
      concurrency,
      (key) => send(key).catch((error: unknown) => ({ error })),
      stop.signal,
    )
    for await (const [key, result] of sending) {
      if (result === 'sent') {
        sent += 1
        choose(key)
      } else if (result !== 'stays') {
        failed += 1
        line.clear()
        io.err(`${key.key}  failed: ${oneLine(messageOf(result.error, deployment), 300)}`)
        if (isPermanent(result.error)) stop.abort()
      }
      line.show(`${sent} of ${chosen.length} sent`)
    }
    async function send(key: Key): Promise<'sent' | 'stays'> {
      const item = await getItem(database, key)
      const outcome = item && (await outcomeOf(tables, options, item))
      if (outcome?.kind !== 'accepted') return 'stays'
      const delivery = { ...outcome.delivery, via: 'reinterpret' }
      const message = await deliveryMessage({ ...outcome, delivery }, tables(delivery.entity).bodies)
      await sendTo(queues, deployment, delivery.entity, message)
      return 'sent'
    }
  }).finally(line.clear)
  if (stop.signal.aborted) {
    throw new CommandError(failed > 0 ? notAllSent : 'interrupted: run the same command to resume')
  }
  const withdrawn = await withdraw(database, entity, eventIds, {
    now: io.now().toISOString(),
    reason: 'reinterpreted',
    wait: () => untilConsumersEnded(io, stop.signal),
  })
  return { sent, failed, withdrawn }
}

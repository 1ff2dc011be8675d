import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { getItem, getItems, type Key } from '../../../shared/dynamodb/database.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { eventRecord } from '../../../shared/events/event-item.ts'
import { deliveryMessage } from '../../../shared/ingest/handler.ts'
import { type Reinterpretation, reinterpret } from '../../../shared/ingest/reinterpret.ts'
import { inOrder } from '../../../shared/runtime/in-order.ts'
import type { Database } from '../../../shared/store/database.ts'
import { receiptKey } from '../../../shared/store/first-receipt.ts'
import { eventIdOf, isWithdrawn, storedEvent } from '../../../shared/store/stored-event.ts'
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
import { chosenItems, isInterrupted, type Which } from './stored.ts'

export type ReinterpretOptions = Which & {
  deployment: Deployment
  entity: Entity
  /** What the URL should have named. */
  as: { entity: Entity; trigger: string }
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

type Tables = (entity: Entity) => Database

/** How many events become what, and how many stay as they are, by why: in the words that are printed. */
type Survey = { become: Map<string, number>; stay: Map<string, number>; chosen: Key[]; interrupted: Key[] }

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
    if (!json) for (const line of linesOf(found, options)) io.out(line)
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

/** Finds out what would become of each event, and writes nothing. */
async function survey(tables: Tables, options: ReinterpretOptions, io: Io): Promise<Survey> {
  const found: Survey = { become: new Map(), stay: new Map(), chosen: [], interrupted: [] }
  const line = progress(io)
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const database = tables(options.entity)
  let read = 0
  try {
    for await (const item of chosenItems(database, options)) {
      const key = { key: String(item[database.partitionKey]), record: String(item[sortKey]) }
      if (isInterrupted(item)) {
        found.interrupted.push(key)
        continue
      }
      const outcome = await outcomeOf(tables, options, item)
      if (outcome.kind === 'accepted') {
        found.chosen.push(key)
        count(found.become, `${outcome.delivery.entity} ${outcome.delivery.trigger}`)
      } else count(found.stay, outcome.kind === 'same' ? 'what they are stored as' : outcome.reason)
      read += 1
      if (read % 100 === 0) line.show(`${counted(read, 'event')} read`)
    }
  } finally {
    line.clear()
  }
  return found
}

async function outcomeOf(
  tables: Tables,
  { entity, as }: ReinterpretOptions,
  item: JsonObject,
): Promise<Reinterpretation> {
  const event = await storedEvent(entity, item, tables(entity).bodies)
  if (event === undefined) return { kind: 'refused', reason: 'no longer readable' }
  const outcome = reinterpret(event, as)
  if (outcome.kind !== 'accepted') return outcome
  const database = tables(outcome.delivery.entity)
  if (await wasWithdrawn(database, outcome.delivery))
    return { kind: 'refused', reason: 'withdrawn before as that' }
  return outcome
}

/** Whether a delivery would end as a withdrawn event: then it must not be sent, or it would be lost. */
async function wasWithdrawn(database: Database, delivery: Delivery): Promise<boolean> {
  const reading = definitions[delivery.entity].triggers[delivery.trigger]?.read(delivery.payload)
  const drafts = reading && 'drafts' in reading ? reading.drafts : []
  const keys = eventsOf(delivery, drafts).flatMap((event) => [
    { key: event.key, record: eventRecord(event) },
    receiptKey(event),
  ])
  return [...(await getItems(database, keys)).values()].some(isWithdrawn)
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
      const message = await deliveryMessage(outcome, tables(outcome.delivery.entity).bodies)
      await sendTo(queues, deployment, outcome.delivery.entity, message)
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

function linesOf(
  { become, stay, chosen, interrupted }: Survey,
  { entity, trigger, consent }: ReinterpretOptions,
): string[] {
  const total = [...stay.values()].reduce((sum, count) => sum + count, chosen.length)
  return [
    `${counted(total, 'event')} of ${entity} ${trigger}`,
    ...[...become].map(([name, count]) => `  ${count} ${consent ? 'to become' : 'would become'} ${name}`),
    ...[...stay].map(([why, count]) => `  ${count} ${consent ? 'stay' : 'would stay'}: ${why}`),
    ...(interrupted.length > 0 ? [`  ${interrupted.length} sent before, still to be withdrawn`] : []),
  ]
}

function itemsOf({ become, stay, interrupted }: Survey): object[] {
  return [
    ...[...become].map(([as, count]) => ({ outcome: 'becomes', as, count })),
    ...[...stay].map(([reason, count]) => ({ outcome: 'stays', reason, count })),
    ...(interrupted.length > 0 ? [{ outcome: 'interrupted', count: interrupted.length }] : []),
  ]
}

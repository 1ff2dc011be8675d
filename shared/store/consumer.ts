import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Entity } from '../commbox/names.ts'
import { isFirstOrReplayed, putIf, type Table } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { type DeliveryMessage, decodeDelivery } from '../events/delivery.ts'
import { type Event, eventsOf } from '../events/event.ts'
import { brandForLog } from '../events/fingerprint.ts'
import { quarantineItem } from '../quarantine/item.ts'
import { errorName, type Log } from '../runtime/log.ts'
import type { Database } from './database.ts'
import { logOutcomes } from './log-lines.ts'
import { type Outcome, outcomeOf, quarantinedRecord, type Rejection, unreadable } from './outcome.ts'
import { type Stored, store } from './store.ts'
import { payloadAt } from './stored-event.ts'

export type ConsumerParts = {
  entity: Entity
  table: Database
  quarantine: Table
  log: Log
  /** The configured brands: only these are logged by name. */
  brands?: readonly string[] | undefined
  /** The time, in milliseconds since 1970. */
  now?: () => number
}

/** What was read of one record of a batch. */
type Read = { message: DeliveryMessage | undefined } & (
  | { events: Event[] }
  | { rejection: Rejection }
  | { error: unknown }
)

/**
 * The consumer of an entity's queue. Every record has one outcome of its own: what may succeed another time is
 * reported back to SQS, what never can goes to quarantine at once.
 */
export function entityConsumer(parts: ConsumerParts) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const read = await Promise.all(Records.map((record) => readRecord(record, parts)))
    const stored = await storeEvents(
      parts,
      read.flatMap((each) => ('events' in each ? each.events : [])),
    )
    const outcomes = read.map((each): Outcome => {
      if ('rejection' in each) return each.rejection
      if ('error' in each) return 'retry'
      return outcomeOf(each.events.map((event) => stored.get(event)))
    })
    const settled = await Promise.all(
      Records.map((record, index) => settle(parts, record, read[index]?.message, outcomes[index] ?? 'retry')),
    )
    return {
      batchItemFailures: Records.filter((_, index) => settled[index] === 'retry').map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }
  }
}

async function readRecord(record: SQSRecord, { entity, table, log }: ConsumerParts): Promise<Read> {
  const message = decodeDelivery(record.body)
  const trigger = message?.entity === entity ? definitions[entity].triggers[message.trigger] : undefined
  if (message === undefined || trigger === undefined) return { message, rejection: unreadable(entity) }
  try {
    const { payloadKey, payload = payloadKey && (await payloadAt(payloadKey, table.bodies)) } = message
    if (!payload) return { message, rejection: unreadable(entity) }
    const reading = trigger.read(payload)
    if ('issues' in reading) return { message, rejection: { reason: 'invalid', issues: reading.issues } }
    return { message, events: eventsOf({ ...message, payload }, reading.drafts) }
  } catch (error) {
    const { deliveryId } = message
    log({ level: 'error', message: 'payload not read', error: errorName(error), deliveryId })
    return { message, error }
  }
}

/** Stores the events of a batch. An event that is missing from the answer is to be tried again. */
async function storeEvents(
  parts: ConsumerParts,
  events: readonly Event[],
): Promise<ReadonlyMap<Event, Stored>> {
  const { entity, table, log, now = Date.now } = parts
  try {
    const { outcomes, conflicts } = await store(table, entity, events)
    if (conflicts > 0) log({ level: 'info', message: 'conflicts', entity, metrics: { Conflicts: conflicts } })
    logOutcomes(parts, outcomes, now())
    return new Map(events.map((event, index) => [event, outcomes[index]] as const).flatMap(known))
  } catch (error) {
    const deliveryIds = [...new Set(events.map(({ delivery }) => delivery.deliveryId))]
    log({ level: 'error', message: 'batch not stored', entity, error: errorName(error), deliveryIds })
    return new Map()
  }
}

function known([event, outcome]: readonly [Event, Stored | undefined]): [Event, Stored][] {
  return outcome === undefined ? [] : [[event, outcome]]
}

/** Puts a record into quarantine if that is its outcome. @returns `retry` for what SQS is to deliver again */
async function settle(
  { entity, quarantine, log, brands, now = Date.now }: ConsumerParts,
  record: SQSRecord,
  message: DeliveryMessage | undefined,
  outcome: Outcome,
): Promise<'done' | 'retry'> {
  if (outcome === 'done' || outcome === 'retry') return outcome
  const { deliveryId, trigger, brand } = message ?? {}
  const { messageId } = record
  const reason = outcome.reason
  const about = { deliveryId, entity, trigger, brand: brandForLog(brand, brands), reason, messageId }
  try {
    const item = quarantineItem(quarantinedRecord(record, message, outcome, entity, now()))
    await putIf(quarantine, item, isFirstOrReplayed)
    log({ level: 'warn', message: 'quarantined', ...about, metrics: { Quarantined: 1 } })
    return 'done'
  } catch (error) {
    log({ level: 'error', message: 'not quarantined', ...about, error: errorName(error) })
    return 'retry'
  }
}

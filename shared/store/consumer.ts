import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Entity } from '../commbox/names.ts'
import { isFirstOrReplayed, putIf } from '../dynamodb/database.ts'
import { stoppable } from '../dynamodb/stoppable.ts'
import { driftIn } from '../entities/drift.ts'
import { definitions } from '../entities/registry.ts'
import type { Trigger } from '../entities/trigger.ts'
import { type Delivery, type DeliveryMessage, decodeDelivery } from '../events/delivery.ts'
import { type Event, eventsOf } from '../events/event.ts'
import { brandForLog } from '../events/fingerprint.ts'
import type { QuarantineTable } from '../quarantine/consumer.ts'
import { driftMemory, type Sighting } from '../quarantine/drift.ts'
import { quarantineItem } from '../quarantine/item.ts'
import { errorName, type Log } from '../runtime/log.ts'
import type { Database } from './database.ts'
import { logOutcomes } from './log-lines.ts'
import { type Outcome, outcomeOf, quarantinedRecord, type Rejection, unreadable } from './outcome.ts'
import { groupsOf, isFirstReceive } from './record-groups.ts'
import { type Stored, store } from './store.ts'
import { payloadAt } from './stored-event.ts'

export type ConsumerParts = {
  entity: Entity
  table: Database
  quarantine: QuarantineTable
  log: Log
  /** The configured brands: only these are logged by name. */
  brands?: readonly string[] | undefined
  /** The time, in milliseconds since 1970. */
  now?: () => number
}

/** What was read of one record of a batch. */
type Read = { message: DeliveryMessage | undefined } & (
  | { events: Event[]; drift: Sighting[] }
  | { outcome: Rejection | 'retry' }
)

/** By what Lambda's context says how many milliseconds are left. */
type Deadline = { getRemainingTimeInMillis(): number }

/** So many milliseconds before Lambda stops it, a consumer reports what it has not done. */
const reserve = 2000

/**
 * The consumer of an entity's queue. Every record has one outcome of its own: what may succeed another time is
 * reported back to SQS, and so is what was not reached in time; what never can succeed goes to quarantine at once.
 */
export function entityConsumer(parts: ConsumerParts) {
  const remember = driftMemory(parts.quarantine, parts.log)
  return async ({ Records }: SQSEvent, context?: Deadline): Promise<SQSBatchResponse> => {
    const timeLeft = () => (context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY) - reserve
    const failed: SQSRecord[] = []
    const late: SQSRecord[] = []
    const drift: Sighting[] = []
    const { table, stop } = stoppable(parts.table)
    for (const records of groupsOf(Records)) {
      const work = timeLeft() > 0 ? consume({ ...parts, table }, records, drift) : undefined
      const failures = work && (await within(work, timeLeft()))
      if (failures === undefined) late.push(...records)
      else failed.push(...failures)
    }
    // Lambda would let it go on at the next invocation, when another consumer may have done the same long since.
    stop()
    if (drift.length > 0 && timeLeft() > 0) await within(remember(drift), timeLeft())
    const { log, entity } = parts
    if (late.length > 0)
      log({ level: 'warn', message: 'not reached in time', entity, messageIds: late.map(idOf) })
    return { batchItemFailures: [...failed, ...late].map((record) => ({ itemIdentifier: idOf(record) })) }
  }
}

function idOf({ messageId }: SQSRecord): string {
  return messageId
}

/** The result of some work; undefined if it takes longer. */
async function within<Result>(work: Promise<Result>, milliseconds: number): Promise<Result | undefined> {
  if (milliseconds === Number.POSITIVE_INFINITY) return work
  const { promise: expired, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, milliseconds)
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Stores some records together.
 *
 * @param drift takes what those that are stored have and the vocabulary does not know
 * @returns those that SQS is to deliver again
 */
async function consume(
  parts: ConsumerParts,
  records: readonly SQSRecord[],
  drift: Sighting[],
): Promise<SQSRecord[]> {
  const read = await Promise.all(
    records.map(async (record) => ({ record, ...(await readRecord(record, parts)) })),
  )
  const stored = await storeEvents(
    parts,
    read.flatMap((each) => ('events' in each ? each.events : [])),
    { mayBeStored: !records.every(isFirstReceive) },
  )
  const failed = await Promise.all(
    read.map(async (each) => {
      const { record, message } = each
      const outcome =
        'outcome' in each ? each.outcome : outcomeOf(each.events.map((event) => stored.get(event)))
      if (outcome === 'done' && 'drift' in each) drift.push(...each.drift)
      return (await putAside(parts, record, message, outcome)) ? [record] : []
    }),
  )
  return failed.flat()
}

async function readRecord(record: SQSRecord, { entity, table, log }: ConsumerParts): Promise<Read> {
  const message = decodeDelivery(record.body)
  const rejected = { message, outcome: unreadable(entity) }
  if (message?.entity !== entity) return rejected
  const trigger = definitions[entity].triggers[message.trigger]
  if (trigger === undefined) return rejected
  try {
    const { payloadKey, payload = payloadKey && (await payloadAt(payloadKey, table.bodies)) } = message
    if (!payload && payloadKey) {
      const { deliveryId } = message
      log({ level: 'warn', message: 'expired', entity, trigger: message.trigger, deliveryId })
      return { message, events: [], drift: [] }
    }
    if (!payload) return rejected
    const reading = trigger.read(payload)
    if ('issues' in reading) return { message, outcome: { reason: 'invalid', issues: reading.issues } }
    const delivery = { ...message, payload }
    return { message, events: eventsOf(delivery, reading.drafts), drift: sightings(trigger, delivery) }
  } catch (error) {
    const { deliveryId } = message
    log({ level: 'error', message: 'payload not read', error: errorName(error), deliveryId })
    return { message, outcome: 'retry' }
  }
}

/** What a delivery has that the vocabulary does not know, beside its payload too. */
function sightings(definition: Trigger, delivery: Delivery): Sighting[] {
  const { entity, trigger, deliveryId, receivedAt, payload, envelope } = delivery
  try {
    const found = driftIn(definition, payload, envelope)
    return found.map((drift) => ({ ...drift, entity, trigger, deliveryId, receivedAt }))
  } catch {
    // Whatever goes wrong here keeps no delivery from being stored.
    return []
  }
}

/** Stores the events of a batch. An event that is missing from the answer is to be tried again. */
async function storeEvents(
  parts: ConsumerParts,
  events: readonly Event[],
  options: { mayBeStored: boolean },
): Promise<ReadonlyMap<Event, Stored | undefined>> {
  const { entity, table, log, now = Date.now } = parts
  try {
    const { outcomes, conflicts } = await store(table, entity, events, options)
    if (conflicts > 0) log({ level: 'info', message: 'conflicts', entity, metrics: { Conflicts: conflicts } })
    logOutcomes(parts, outcomes, now())
    return new Map(events.map((event, index) => [event, outcomes[index]]))
  } catch (error) {
    const deliveryIds = [...new Set(events.map(({ delivery }) => delivery.deliveryId))]
    log({ level: 'error', message: 'batch not stored', entity, error: errorName(error), deliveryIds })
    return new Map()
  }
}

/** Puts a record into quarantine if that is its outcome. @returns whether SQS is to deliver it again */
async function putAside(
  { entity, quarantine, log, brands, now = Date.now }: ConsumerParts,
  record: SQSRecord,
  message: DeliveryMessage | undefined,
  outcome: Outcome,
): Promise<boolean> {
  if (outcome === 'done' || outcome === 'retry') return outcome === 'retry'
  const { deliveryId, trigger, brand } = message ?? {}
  const [{ messageId }, { reason }] = [record, outcome]
  const about = { deliveryId, entity, trigger, brand: brandForLog(brand, brands), reason, messageId }
  try {
    const item = quarantineItem(
      quarantinedRecord(record, message, outcome, entity, now()),
      quarantine.retentionDays,
    )
    await putIf(quarantine, item, isFirstOrReplayed)
    log({ level: 'warn', message: 'quarantined', ...about, metrics: { Quarantined: 1 } })
    return false
  } catch (error) {
    log({ level: 'error', message: 'not quarantined', ...about, error: errorName(error) })
    return true
  }
}

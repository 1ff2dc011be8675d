import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Entity } from '../commbox/names.ts'
import { chunks, type Database, isFirstOrReplayed, putIf, type Table } from '../dynamodb/database.ts'
import { definitions } from '../entities/registry.ts'
import { decodeDelivery, type Issue, type Quarantined, type QuarantineReason } from '../events/delivery.ts'
import { type Event, eventsOf } from '../events/event.ts'
import { quarantineItem } from '../quarantine/item.ts'
import { errorName, type Log, type LogEntry } from '../runtime/log.ts'
import { type Stored, store } from './store.ts'
import { payloadAt } from './stored-event.ts'

export type ConsumerParts = {
  entity: Entity
  table: Database
  quarantine: Table
  log: Log
  /** The time, in milliseconds since 1970. */
  now?: () => number
}

/**
 * The consumer of an entity's queue. Every record succeeds or fails on its own: those that may pass another
 * time are reported back to SQS, those that never can go to quarantine at once.
 */
export function entityConsumer(parts: ConsumerParts) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = new Set<string>()
    const recordOf = new Map<Event, SQSRecord>()
    const rejected = new Map<SQSRecord, Rejection>()
    const readings = await Promise.all(Records.map((record) => eventsIn(record, parts)))
    for (const [index, record] of Records.entries()) {
      const read = readings[index]
      if (read === undefined || 'error' in read) failed.add(record.messageId)
      else if ('reason' in read) rejected.set(record, read)
      else for (const event of read.events) recordOf.set(event, record)
    }
    await keepAll(parts, recordOf, { failed, rejected })
    for (const [record, rejection] of rejected) {
      try {
        await putIf(
          parts.quarantine,
          quarantineItem(quarantinedRecord(record, rejection, parts.entity)),
          isFirstOrReplayed,
        )
        failed.delete(record.messageId)
        parts.log({
          level: 'warn',
          message: 'quarantined',
          ...about(record, rejection, parts.entity),
          metrics: { Quarantined: 1 },
        })
      } catch (error) {
        failed.add(record.messageId)
        parts.log({
          level: 'error',
          message: 'not quarantined',
          ...about(record, rejection, parts.entity),
          error: errorName(error),
        })
      }
    }
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) }
  }
}

type Rejection = { reason: QuarantineReason; issues: Issue[] }

type Read = { events: Event[] } | Rejection | { error: unknown }

async function eventsIn(record: SQSRecord, { entity, table, log }: ConsumerParts): Promise<Read> {
  const message = decodeDelivery(record.body)
  const trigger = message?.entity === entity ? definitions[entity].triggers[message.trigger] : undefined
  if (message === undefined || trigger === undefined) return unreadable(entity)
  try {
    const { payloadKey, payload = payloadKey && (await payloadAt(payloadKey, table.bodies)) } = message
    if (!payload) return unreadable(entity)
    const reading = trigger.read(payload)
    if ('issues' in reading) return { reason: 'invalid', issues: reading.issues }
    return { events: eventsOf({ ...message, payload }, reading.drafts) }
  } catch (error) {
    log({
      level: 'error',
      message: 'payload not read',
      error: errorName(error),
      deliveryId: message.deliveryId,
    })
    return { error }
  }
}

function unreadable(entity: Entity): Rejection {
  const issues = [{ path: '', expected: `a delivery of ${entity}`, received: 'another message' }]
  return { reason: 'unreadable-message', issues }
}

async function keepAll(
  parts: ConsumerParts,
  recordOf: ReadonlyMap<Event, SQSRecord>,
  { failed, rejected }: { failed: Set<string>; rejected: Map<SQSRecord, Rejection> },
): Promise<void> {
  const { entity, table, log, now = Date.now } = parts
  const events = [...recordOf.keys()]
  const records = [...recordOf.values()]
  try {
    const { outcomes, conflicts } = await store(table, entity, events)
    if (conflicts > 0) log({ level: 'info', message: 'conflicts', entity, metrics: { Conflicts: conflicts } })
    for (const [index, outcome] of outcomes.entries()) {
      const record = records[index]
      if (record === undefined || outcome.result !== 'failed') continue
      const { deliveryId, trigger, brand } = outcome.event.delivery
      const error = errorName(outcome.error)
      log({ level: 'error', message: 'not stored', error, deliveryId, entity, trigger, brand })
      if (isPermanent(outcome.error)) rejected.set(record, notStorable)
      else failed.add(record.messageId)
    }
    logKept(entity, outcomes, log, now())
  } catch (error) {
    log({
      level: 'error',
      message: 'batch not stored',
      entity,
      error: errorName(error),
      deliveryIds: [...new Set(events.map(({ delivery }) => delivery.deliveryId))],
    })
    for (const record of records) failed.add(record.messageId)
  }
}

/** CloudWatch takes so many values of a metric in one line. */
const mostInLine = 100

/** One line for the events of a batch that are alike: a line for each would cost more than storing them. */
function logKept(entity: Entity, outcomes: readonly Stored[], log: Log, now: number): void {
  const kept = outcomes.filter(({ result }) => result !== 'failed')
  const alike = Map.groupBy(kept, ({ result, event: { delivery } }) =>
    JSON.stringify([result, delivery.trigger, delivery.brand]),
  )
  for (const members of [...alike.values()].flatMap((list) => chunks(list, mostInLine))) {
    const [first] = members
    if (first === undefined) continue
    const { trigger, brand } = first.event.delivery
    const deliveryIds = [...new Set(members.map(({ event }) => event.delivery.deliveryId))]
    log({
      level: 'info',
      message: first.result,
      entity,
      trigger,
      brand,
      deliveryIds,
      metrics: metricsOf(members, now),
    })
  }
}

/** What is counted of events that are alike; a type of activity that we have no name for is CommBox's news. */
function metricsOf(members: readonly Stored[], now: number): LogEntry['metrics'] {
  if (members[0]?.result === 'repeated') return { Repeated: members.length }
  const unknown = members.filter(({ event }) =>
    String(event.attributes?.(event.occurredAt).activity ?? '').startsWith('Unknown'),
  )
  return {
    Stored: members.length,
    AgeToStored: members.map(({ event }) => now - Date.parse(event.delivery.receivedAt)),
    ...(unknown.length > 0 ? { UnknownActivityTypes: unknown.length } : {}),
  }
}

/** What may be said of a message that is set aside. */
function about(record: SQSRecord, { reason }: Rejection, entity: Entity) {
  const { deliveryId, trigger, brand } = decodeDelivery(record.body) ?? {}
  return { deliveryId, entity, trigger, brand, reason, messageId: record.messageId }
}

const notStorable: Rejection = {
  reason: 'not-storable',
  issues: [{ path: '', expected: 'an item that DynamoDB takes', received: 'another' }],
}

/** DynamoDB refuses such a request however often it is made. */
function isPermanent(error: unknown): boolean {
  return permanentErrors.has(errorName(error))
}

/** DynamoDB's names for what it will never take. */
const permanentErrors = new Set([
  'ValidationException',
  'SerializationException',
  'ItemCollectionSizeLimitExceededException',
])

/** A message of the queue as quarantine keeps it: whole, under the delivery id and time that can be read off. */
function quarantinedRecord(record: SQSRecord, rejection: Rejection, entity: Entity): Quarantined {
  const delivery = decodeDelivery(record.body)
  const sentAt = new Date(Number(record.attributes.SentTimestamp) || Date.now()).toISOString()
  return {
    version: 1,
    deliveryId: delivery?.deliveryId ?? record.messageId,
    receivedAt: delivery?.receivedAt ?? sentAt,
    ...rejection,
    path: '',
    body: record.body,
    entity: delivery?.entity ?? entity,
    ...(delivery ? { trigger: delivery.trigger } : {}),
    ...(delivery?.brand ? { brand: delivery.brand } : {}),
  }
}

import type { SQSRecord } from 'aws-lambda'
import type { Entity } from '../commbox/names.ts'
import type { DeliveryMessage, Issue, Quarantined, QuarantineReason } from '../events/delivery.ts'
import { errorName } from '../runtime/log.ts'
import type { Stored } from './store.ts'

/** Why a record can never be stored. */
export type Rejection = { reason: QuarantineReason; issues: Issue[] }

/** What becomes of a record: it is in the tables, SQS delivers it again, or it goes to quarantine. */
export type Outcome = 'done' | 'retry' | Rejection

/** The outcome of a record, from those of its events. What may pass another time is tried again first. */
export function outcomeOf(stored: readonly (Stored | undefined)[]): Outcome {
  const failures = stored.filter((each) => each === undefined || each.result === 'failed')
  if (failures.length === 0) return 'done'
  const arePermanent = failures.every((each) => each?.result === 'failed' && isPermanent(each.error))
  return arePermanent ? notStorable : 'retry'
}

/** A message that is not a delivery of the entity. */
export function unreadable(entity: Entity): Rejection {
  const issues = [{ path: '', expected: `a delivery of ${entity}`, received: 'another message' }]
  return { reason: 'unreadable-message', issues }
}

const notStorable: Rejection = {
  reason: 'not-storable',
  issues: [{ path: '', expected: 'an item that DynamoDB takes', received: 'another' }],
}

/** Whether DynamoDB refuses such a request however often it is made. */
function isPermanent(error: unknown): boolean {
  return permanentErrors.has(errorName(error))
}

/** DynamoDB's names for what it will never take. */
const permanentErrors = new Set([
  'ValidationException',
  'SerializationException',
  'ItemCollectionSizeLimitExceededException',
])

/** A message as a queue gives it, to a consumer or to a command. */
export type QueuedMessage = Pick<SQSRecord, 'body' | 'messageId'> & {
  attributes: Pick<SQSRecord['attributes'], 'SentTimestamp'>
}

/** A message of the queue as quarantine keeps it: whole, under the delivery id and time that can be read from it. */
export function quarantinedRecord(
  { body, messageId, attributes }: QueuedMessage,
  delivery: DeliveryMessage | undefined,
  { reason, issues }: Rejection,
  entity: string,
  now: number,
): Quarantined {
  const sentAt = new Date(Number(attributes.SentTimestamp) || now).toISOString()
  return {
    version: 1,
    deliveryId: delivery?.deliveryId ?? messageId,
    receivedAt: delivery?.receivedAt ?? sentAt,
    reason,
    issues,
    path: '',
    body,
    entity: delivery?.entity ?? entity,
    ...(delivery ? { trigger: delivery.trigger } : {}),
    ...(delivery?.brand ? { brand: delivery.brand } : {}),
  }
}

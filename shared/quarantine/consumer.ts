import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { isFirstOrReplayed, putIf, type Table } from '../dynamodb/database.ts'
import { nameForDrift } from '../entities/drift-check.ts'
import { decodeQuarantined, type Quarantined } from '../events/delivery.ts'
import { errorName, type Log } from '../runtime/log.ts'
import { driftMemory, type Sighting } from './drift.ts'
import { quarantineItem } from './item.ts'

/** The table of quarantine. */
export type QuarantineTable = Table & {
  /** How long deliveries are kept, in days; 90 if absent. */
  retentionDays?: number | undefined
}

/** The consumer of the quarantine queue. A message that is none of ours is kept too, as what it is. */
export function quarantineConsumer(quarantine: QuarantineTable, log: Log) {
  const remember = driftMemory(quarantine, log)
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = []
    const sightings: Sighting[] = []
    await Promise.all(
      Records.map(async ({ body, messageId, attributes }) => {
        const quarantined = decodeQuarantined(body) ?? unreadable(body, messageId, attributes.SentTimestamp)
        const { deliveryId, reason } = quarantined
        try {
          await putIf(quarantine, quarantineItem(quarantined, quarantine.retentionDays), isFirstOrReplayed)
          log({ level: 'info', message: 'quarantined', deliveryId, reason })
          sightings.push(...unknownNames(quarantined))
        } catch (error) {
          failed.push(messageId)
          log({ level: 'error', message: 'not quarantined', deliveryId, error: errorName(error) })
        }
      }),
    )
    if (sightings.length > 0) await remember(sightings)
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
  }
}

function unreadable(body: string, messageId: string, sentTimestamp: string): Quarantined {
  return {
    version: 1,
    deliveryId: messageId,
    receivedAt: new Date(Number(sentTimestamp) || Date.now()).toISOString(),
    reason: 'unreadable-message',
    issues: [{ path: '', expected: 'a quarantined delivery', received: 'another message' }],
    path: '',
    body,
  }
}

/** The entity or trigger that a body names and the vocabulary does not know; a name in a URL is a typing mistake. */
function unknownNames({ reason, issues, entity, trigger, deliveryId, receivedAt }: Quarantined): Sighting[] {
  const path = issues[0]?.path ?? ''
  const isUnknown = reason === 'unknown-entity' || reason === 'unknown-trigger'
  if (!isUnknown || path === 'URL') return []
  const names = { entity: nameForDrift(entity ?? ''), trigger: nameForDrift(trigger ?? '') }
  const unknown = reason === 'unknown-entity' ? names.entity : names.trigger
  return [{ ...names, path, type: `value ${unknown}`, deliveryId, receivedAt }]
}

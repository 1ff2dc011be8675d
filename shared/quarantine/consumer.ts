import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { isFirstOrReplayed, putIf, type Table } from '../dynamodb/database.ts'
import { decodeQuarantined, type Quarantined } from '../events/delivery.ts'
import { errorName, type Log } from '../runtime/log.ts'
import { quarantineItem } from './item.ts'

/** The consumer of the quarantine queue. A message that is none of ours is kept too, as what it is. */
export function quarantineConsumer(quarantine: Table, log: Log) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = []
    await Promise.all(
      Records.map(async ({ body, messageId, attributes }) => {
        const quarantined = decodeQuarantined(body) ?? unreadable(body, messageId, attributes.SentTimestamp)
        const { deliveryId, reason } = quarantined
        try {
          await putIf(quarantine, quarantineItem(quarantined), isFirstOrReplayed)
          log({ level: 'info', message: 'quarantined', deliveryId, reason })
        } catch (error) {
          failed.push(messageId)
          log({ level: 'error', message: 'not quarantined', deliveryId, error: errorName(error) })
        }
      }),
    )
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

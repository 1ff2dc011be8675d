import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge'
import type { DynamoDBBatchResponse } from 'aws-lambda'
import type { Entity } from '../commbox/names.ts'
import { errorName, type Log } from '../runtime/log.ts'
import { type BusOptions, busEventOf } from './bus-event.ts'
import { entryOf, requestsOf } from './put-events.ts'
import type { StreamRecord } from './stream-record.ts'

export type ForwarderParts = BusOptions & {
  bus: string
  /** The entities by the names of their tables. */
  entityOf: ReadonlyMap<string, Entity>
  /** Sends one request of PutEvents. @returns the outcome of each entry, in their order */
  put(entries: PutEventsRequestEntry[]): Promise<PutEventsResultEntry[]>
  log: Log
}

/**
 * Puts what a batch of a table's stream has for the bus onto it, in the order of the stream. The first record that
 * fails is reported, and Lambda calls again with it and all that follow. So each event reaches the bus at least once,
 * and a repeat has the same id. Source:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function eventForwarder(parts: ForwarderParts) {
  return async ({ Records }: { Records: readonly StreamRecord[] }): Promise<DynamoDBBatchResponse> => {
    const members = Records.flatMap((record) => {
      const event = busEventOf(record, entityIn(record, parts.entityOf), parts)
      return event ? [{ record, entry: entryOf(event, parts.bus) }] : []
    })
    for (const request of requestsOf(members)) {
      const failed = await firstFailure(
        request.map(({ entry }) => entry),
        parts,
      )
      if (failed === undefined) continue
      // Without a sequence number Lambda takes the whole batch as failed.
      const itemIdentifier = request[failed]?.record.dynamodb?.SequenceNumber ?? ''
      return { batchItemFailures: [{ itemIdentifier }] }
    }
    return { batchItemFailures: [] }
  }
}

/** Sends a request. @returns the place of the first entry that the bus did not take; undefined if it took all */
async function firstFailure(
  entries: PutEventsRequestEntry[],
  { put, log }: ForwarderParts,
): Promise<number | undefined> {
  try {
    const results = await put(entries)
    const failed = entries.findIndex((_, index) => results[index]?.EventId === undefined)
    if (failed < 0) return undefined
    const error = results[failed]?.ErrorCode ?? 'no answer'
    log({ level: 'error', message: 'events not put on the bus', error })
    return failed
  } catch (error) {
    log({ level: 'error', message: 'events not put on the bus', error: errorName(error) })
    return 0
  }
}

/** The entity of a record: `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>`. */
function entityIn({ eventSourceARN }: StreamRecord, entityOf: ForwarderParts['entityOf']): Entity {
  const name = eventSourceARN?.split('/')[1]
  const entity = name && entityOf.get(name)
  if (!entity) throw new Error('a record of a table that this function does not know')
  return entity
}

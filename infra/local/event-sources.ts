import type { SQSRecord } from 'aws-lambda'
import * as v from 'valibot'
import { region } from './account.ts'
import type { Assembly } from './assembly.ts'
import type { LocalFunction } from './environments.ts'
import { isNameOf } from './functions.ts'
import { LocalError } from './local-error.ts'
import type { LocalQueue } from './queues.ts'
import type { Scope } from './resolve.ts'
import { propertiesOf, resourcesOf } from './resources.ts'
import type { Received } from './sqs-queue.ts'

/** A queue, and the function that is invoked with its messages. */
export type EventSource = {
  queue: LocalQueue
  fn: LocalFunction
  batchSize: number
  /** How long to wait for a full batch, in seconds. */
  window: number
  partialFailures: boolean
}

const sourceSchema = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  BatchSize: v.optional(v.number(), 10),
  MaximumBatchingWindowInSeconds: v.optional(v.number(), 0),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  Enabled: v.optional(v.boolean(), true),
})

/** Reads the template's event source mappings. @throws LocalError for one that the local stack does not support */
export function readEventSources(
  assembly: Assembly,
  scope: Scope,
  queues: readonly LocalQueue[],
  functions: readonly LocalFunction[],
): EventSource[] {
  const mappings = resourcesOf(assembly, 'AWS::Lambda::EventSourceMapping')
  // There is no event bus locally, so that nothing reads the streams of the tables for it.
  const ofQueues = mappings.filter(({ properties }) => !('StartingPosition' in properties))
  return ofQueues.flatMap((resource) => {
    const source = propertiesOf(resource, sourceSchema, scope)
    if ('FilterCriteria' in resource.properties) {
      throw new LocalError(`${resource.id} filters messages, which the local stack does not support.`)
    }
    const queue = queues.find(({ arn }) => arn === source.EventSourceArn)
    const fn = functions.find((each) => isNameOf(each, source.FunctionName))
    if (!queue || !fn)
      throw new LocalError(`${resource.id} does not connect a queue of the template to one of its functions.`)
    if (!source.Enabled) return []
    return {
      queue,
      fn,
      batchSize: source.BatchSize,
      window: source.MaximumBatchingWindowInSeconds,
      partialFailures: source.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    }
  })
}

const failuresSchema = v.object({
  batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.pipe(v.string(), v.nonEmpty()) })), []),
})

/**
 * Returns the ids of the messages that a function reports as failed. As on Lambda, a malformed result, or one that
 * names a message that is not in the batch, fails the whole batch; an empty result fails none.
 */
export function failuresIn(result: unknown, ids: readonly string[]): ReadonlySet<string> {
  if (result === null || result === undefined || result === '') return new Set()
  const parsed = v.safeParse(failuresSchema, result)
  if (!parsed.success) return new Set(ids)
  const failed = parsed.output.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
  return new Set(failed.every((id) => ids.includes(id)) ? failed : ids)
}

/** The record of a message in the event for a function. */
export function recordOf(message: Received, { queue }: EventSource): SQSRecord {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.MessageBody,
    attributes: {
      ApproximateReceiveCount: '',
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
      ...message.attributes,
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(
        ([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            dataType: DataType,
            stringListValues: [],
            binaryListValues: [],
            ...(StringValue !== undefined && { stringValue: StringValue }),
            ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          },
        ],
      ),
    ),
    md5OfBody: message.MD5OfMessageBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  }
}

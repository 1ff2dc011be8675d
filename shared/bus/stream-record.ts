import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { JsonObject } from '../commbox/json.ts'
import { fromItem } from '../dynamodb/attribute-values.ts'

type Image = Record<string, AttributeValue>

/** What is read of a record of a table's stream, as Lambda and GetRecords return it. */
export type StreamRecord = {
  eventName?: string | undefined
  eventSourceARN?: string | undefined
  dynamodb?:
    | { SequenceNumber?: string | undefined; NewImage?: Image | undefined; OldImage?: Image | undefined }
    | undefined
}

/** A write to a table: the item before and after it, and its place in the stream. */
export type Write = {
  isInsert: boolean
  before: JsonObject
  after: JsonObject
  sequence: string
}

/**
 * Digits of the longest sequence number. Source:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
const sequenceDigits = 40

/** Reads an insertion or a change of an item; undefined for a deletion. The sequence sorts as text as it does as a number. */
export function writeIn({ eventName, dynamodb }: StreamRecord): Write | undefined {
  // A deletion has no new image.
  if (dynamodb?.NewImage === undefined) return undefined
  return {
    isInsert: eventName === 'INSERT',
    before: dynamodb.OldImage ? fromItem(dynamodb.OldImage) : {},
    after: fromItem(dynamodb.NewImage),
    sequence: (dynamodb.SequenceNumber ?? '').padStart(sequenceDigits, '0'),
  }
}

import type { SQSRecord } from 'aws-lambda'
import { largestBody } from '../events/large-bodies.ts'

/** Whether a record is received for the first time. If not, what it says may be stored. */
export function isFirstReceive({ attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) <= 1
}

/** The most bytes of messages that are stored together. */
const largestGroup = 256 * 1024

/**
 * Groups the records that are stored together, the smallest first. A record that was received before is a group
 * of its own, since it may be what kept the others from being stored; and so is one whose payload is in the bucket.
 */
export function groupsOf(records: readonly SQSRecord[]): SQSRecord[][] {
  const groups: SQSRecord[][] = []
  let free = 0
  for (const record of records.toSorted((a, b) => sizeOf(a) - sizeOf(b))) {
    const size = sizeOf(record)
    const isFirst = isFirstReceive(record)
    const group = isFirst && size <= free ? groups.at(-1) : undefined
    if (group === undefined) groups.push([record])
    else group.push(record)
    free = isFirst ? (group ? free : largestGroup) - size : 0
  }
  return groups
}

/** In characters; of a payload in the bucket the most that one can have. */
function sizeOf({ body }: SQSRecord): number {
  return body.includes('"payloadKey":') ? largestBody : body.length
}

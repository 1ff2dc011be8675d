import type { Pipeline } from '../runtime/names.ts'

/** Where bodies are kept that are too large for a message or an item: an S3 bucket. */
export type Bodies = {
  put(key: string, body: string): Promise<void>
  /**
   * The body under a key; undefined if it is gone. Bodies outlive the rows that name them, so one that is gone is of an
   * event that has expired.
   */
  get(key: string): Promise<string | undefined>
}

/** Bodies that can be erased. */
export type ErasableBodies = Bodies & {
  /** Deletes every version of a body, or every one but the current. @returns how many */
  erase(key: string, which: 'every' | 'former'): Promise<number>
}

/**
 * The largest message that contains its payload, in bytes of UTF-8. SQS would take eight times as much; an
 * event item takes 400 KB, of which a payload of many small members can fill more than its JSON, and what is
 * promoted from it comes on top.
 */
export const largestInline = 128 * 1024

/**
 * No body above so many bytes reaches a function. Lambda takes 6 MB for the whole event, in which the body is a text
 * with escapes, or base64: about 5 MB of JSON, and 4.5 MB of anything else. API Gateway refuses what is larger with 413
 * and a text of its own. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const largestBody = 6 * 1024 * 1024

/** A body above so many bytes is kept as it came before it is parsed, and for so many days. */
export const receivedFirst = { bytes: 1024 * 1024, days: 7, prefix: 'Received' } as const

/** The key of a body, by what retention it has: that of its pipeline's table. */
export function bodyKey(
  pipeline: Pipeline | typeof receivedFirst.prefix,
  receivedAt: string,
  deliveryId: string,
): string {
  return `${pipeline}/${receivedAt.slice(0, 10)}/${encodeURIComponent(deliveryId)}.json`
}

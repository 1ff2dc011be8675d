import type { JsonObject } from '../commbox/json.ts'
import { payloadAt } from '../store/stored-event.ts'
import type { Source } from './source.ts'

/** Thrown where a body lies in the bucket, and the client was given none. */
export class NoBucketError extends Error {
  override name = 'NoBucketError'
}

/** What lies in the bucket of large bodies, where an item has its key alone. */
export function bodies({ bodies: bucket }: Source) {
  const opened = () => {
    if (bucket === undefined) throw new NoBucketError('A large body is asked for, and no bucket was given')
    return bucket
  }
  return {
    /**
     * All that CommBox sent with an event.
     *
     * @throws NoBucketError, or what the bucket throws where the body is gone
     */
    async payload({
      payload,
      payloadKey,
    }: {
      payload?: JsonObject
      payloadKey?: string
    }): Promise<JsonObject | undefined> {
      return payloadKey === undefined ? payload : payloadAt(payloadKey, opened())
    },

    /** The body of a delivery in quarantine, as it was received. @throws as `payload` does */
    async body({
      body,
      bodyKey,
      bodyEncoding,
    }: {
      body: string
      bodyKey?: string
      bodyEncoding?: 'base64'
    }): Promise<Buffer> {
      const text = bodyKey === undefined ? body : await opened().get(bodyKey)
      return Buffer.from(text, bodyEncoding ?? 'utf8')
    },
  }
}

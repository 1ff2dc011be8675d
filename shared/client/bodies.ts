import type { JsonObject } from '../commbox/json.ts'
import { payloadAt } from '../store/stored-event.ts'
import type { Source } from './source.ts'

/** Thrown when a body is in the bucket, and the client was given no bucket. */
export class NoBucketError extends Error {
  override name = 'NoBucketError'
}

/** Reads payloads and bodies, also those in the bucket of large bodies. */
export function bodies({ bodies: bucket }: Source) {
  const opened = () => {
    if (bucket === undefined) {
      throw new NoBucketError('The body is in the bucket of large bodies: create the client with bodiesIn(…)')
    }
    return bucket
  }
  return {
    /**
     * Returns all that CommBox sent with an event; undefined if that is no longer in the bucket.
     *
     * @throws NoBucketError
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

    /** Returns the body of a delivery in quarantine, as it was received; undefined if it is gone. @throws as `payload` does */
    async body({
      body,
      bodyKey,
      bodyEncoding,
    }: {
      body: string
      bodyKey?: string
      bodyEncoding?: 'base64'
    }): Promise<Buffer | undefined> {
      const text = bodyKey === undefined ? body : await opened().get(bodyKey)
      return text === undefined ? undefined : Buffer.from(text, bodyEncoding)
    },
  }
}

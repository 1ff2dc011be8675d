import type { JsonObject } from '../commbox/json.ts'
import type { Bodies } from '../events/large-bodies.ts'
import { inOrder } from '../runtime/in-order.ts'
import { payloadAt } from '../store/stored-event.ts'

const atOnce = 4

/**
 * The events, those that are wanted with the payloads that were too large for their items. One whose body is no longer
 * in the bucket stays as it is: with its key, and without a payload.
 */
export async function withPayloads(
  events: readonly JsonObject[],
  bodies: Bodies,
  isWanted: (event: JsonObject) => boolean,
): Promise<JsonObject[]> {
  const read: JsonObject[] = []
  const all = inOrder(events, atOnce, async (event) => {
    const { payloadKey } = event
    if (typeof payloadKey !== 'string' || !isWanted(event)) return event
    const payload = await payloadAt(payloadKey, bodies).catch(unlessGone)
    return payload ? { ...event, payload } : event
  })
  for await (const [, event] of all) read.push(event)
  return read
}

function unlessGone(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NoSuchKey') return undefined
  throw error
}

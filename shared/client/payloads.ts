import type { JsonObject } from '../commbox/json.ts'
import type { Bodies } from '../events/large-bodies.ts'
import { inOrder } from '../runtime/in-order.ts'
import { payloadAt } from '../store/stored-event.ts'

const concurrency = 4

/**
 * Returns the events, with the payloads from the bucket in those that `isWanted` accepts. An event whose body is no
 * longer in the bucket stays as it is: it has its key and no payload.
 */
export async function withPayloads(
  events: readonly JsonObject[],
  bodies: Pick<Bodies, 'get'>,
  isWanted: (event: JsonObject) => boolean,
): Promise<JsonObject[]> {
  const read: JsonObject[] = []
  const all = inOrder(events, concurrency, async (event) => {
    const { payloadKey } = event
    if (typeof payloadKey !== 'string' || !isWanted(event)) return event
    const payload = await payloadAt(payloadKey, bodies)
    return payload ? { ...event, payload } : event
  })
  for await (const [, event] of all) read.push(event)
  return read
}

import type { JsonObject } from '../shared/commbox/json.ts'

/**
 * Items without what depends on how often, and in which order, deliveries came, and without stubs of withdrawn events.
 * A receipt is `moved` if another was the first before; `via` says whether an event was written again when it moved.
 */
export function lasting(items: readonly JsonObject[]): JsonObject[] {
  return items
    .filter(({ record, withdrawnAt }) => !String(record).startsWith('moved#') && withdrawnAt === undefined)
    .map(
      ({
        receivedAt: _at,
        deliveryId: _id,
        payload: _payload,
        payloadKey: _key,
        moved: _moved,
        via: _via,
        ...rest
      }) => rest,
    )
}

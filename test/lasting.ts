import type { JsonObject } from '../shared/commbox/json.ts'

/** Items without what depends on how often, and in which order, deliveries came, and without stubs of withdrawn events. */
export function lasting(items: readonly JsonObject[]): JsonObject[] {
  return items
    .filter(({ record, withdrawnAt }) => !String(record).startsWith('moved#') && withdrawnAt === undefined)
    .map(({ receivedAt: _at, deliveryId: _id, payload: _payload, ...rest }) => rest)
}

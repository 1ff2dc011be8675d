import type { JsonObject } from '../commbox/json.ts'
import { ttlAttribute } from '../dynamodb/table.ts'
import type { Quarantined } from '../events/delivery.ts'
import { expiry, withoutUnset } from '../events/event-item.ts'
import { subjectIds } from './ids.ts'
import { defaultQuarantineRetention, quarantineTable } from './table.ts'

/**
 * A quarantined delivery as its table keeps it, with the ids by which it is found.
 *
 * @param retentionDays until when after it came
 */
export function quarantineItem(
  quarantined: Quarantined,
  retentionDays: number = defaultQuarantineRetention,
): JsonObject {
  const { version: _version, ...members } = quarantined
  const { receivedAt, deliveryId, reason } = quarantined
  const record = `${receivedAt}#${deliveryId}`
  return withoutUnset({
    ...members,
    ...subjectIds(quarantined),
    [quarantineTable.partitionKey]: receivedAt.slice(0, 10),
    record,
    reasonRecord: `${reason}#${record}`,
    [ttlAttribute]: expiry(receivedAt, retentionDays),
  })
}

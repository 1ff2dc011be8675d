import { putItems } from '../../../../shared/dynamodb/batch.ts'
import { getItem } from '../../../../shared/dynamodb/database.ts'
import { withoutUnset } from '../../../../shared/events/event-item.ts'
import { isWithdrawn } from '../../../../shared/store/stored-event.ts'
import type { TablePlace } from '../place.ts'
import type { Stores } from '../stores.ts'

/** Replaces a row of quarantine by a stub, which expires when the row would have, and deletes its body. */
export async function eraseRow(
  { databaseOf }: Stores,
  { key, record }: TablePlace,
  withdrawnAt: string,
): Promise<void> {
  const table = databaseOf('Quarantine')
  const row = await getItem(table, { key, record })
  if (row === undefined || isWithdrawn(row)) return
  const { deliveryId, receivedAt, expiresAt, bodyKey } = row
  const stub = { day: key, record, deliveryId, receivedAt, expiresAt, withdrawnAt, reason: 'erased' }
  await putItems(table, [withoutUnset(stub)])
  if (typeof bodyKey === 'string') await table.bodies.erase(bodyKey, 'every')
}

import type { JsonObject } from '../../../../shared/commbox/json.ts'
import type { Entity } from '../../../../shared/commbox/names.ts'
import { eraseEventBodies } from '../../../../shared/store/erase-bodies.ts'
import { eventIdOf, isWithdrawn, storedItems } from '../../../../shared/store/stored-event.ts'
import { withdraw } from '../../../../shared/store/withdraw.ts'
import type { Deployment } from '../../../deployment/outputs-file.ts'
import type { Consent } from '../../arguments/consent.ts'
import { CommandError, UsageError } from '../../errors.ts'
import { interruptible } from '../../long-running/interruptible.ts'
import { counted } from '../../terminal/count.ts'
import type { Io } from '../../terminal/io.ts'
import { printJson } from '../../terminal/json.ts'
import { untilConsumersEnded } from '../../withdraw/wait.ts'
import { conversationEntities } from '../scope.ts'
import { withStores } from '../stores.ts'
import type { Query } from '../subject.ts'
import { eraseMessages } from './messages.ts'

type EraseEventsOptions = {
  eventIds: readonly string[]
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

/**
 * Erases single events of one conversation or user: each leaves a stub, its element of a large body goes, and so do
 * messages that carry its delivery.
 *
 * @throws CommandError if none of them is stored, or it was interrupted
 */
export async function eraseEvents(
  deployment: Deployment,
  query: Query,
  { eventIds, consent, json }: EraseEventsOptions,
  io: Io,
): Promise<void> {
  const [entities, keys]: [readonly Entity[], readonly string[]] =
    'objectIds' in query ? [conversationEntities, query.objectIds] : [['User'], query.person.userIds]
  if (keys.length !== 1) throw new UsageError('--event needs one --conversation or one --user')
  const [key = ''] = keys
  const wanted = new Set(eventIds)
  await withStores(deployment, async (stores) => {
    const found = await Promise.all(
      entities.map(async (entity) => {
        const items: JsonObject[] = []
        for await (const item of storedItems(stores.databaseOf(entity), key, { prefix: 'event#' }))
          if (wanted.has(eventIdOf(item)) && (!isWithdrawn(item) || item.pending === true)) items.push(item)
        return { entity, items }
      }),
    )
    const count = found.reduce((sum, { items }) => sum + items.length, 0)
    if (count === 0) throw new CommandError('no such event is stored there, or it was erased before')
    if (!json) io.out(`Found: ${counted(count, 'event')}`)
    if (consent === undefined) return json ? printJson(io, [{ found: count }]) : undefined
    await consent(`Erase ${counted(count, 'event')}? This cannot be undone.`)
    const now = io.now().toISOString()
    await interruptible(io, async ({ signal }) => {
      for (const { entity, items } of found) {
        if (items.length === 0) continue
        const database = stores.databaseOf(entity)
        await eraseEventBodies(database, entity, key, items)
        const ids = new Set(items.map(eventIdOf))
        const wait = () => untilConsumersEnded(io, signal)
        await withdraw(database, entity, new Map([[key, ids]]), { now, reason: 'erased', wait })
      }
      const deliveryIds = found.flatMap(({ items }) => items.map(({ deliveryId }) => String(deliveryId)))
      await eraseMessages(stores, (body) => deliveryIds.some((id) => body.includes(JSON.stringify(id))))
    })
    if (json) printJson(io, [{ found: count, events: count }])
    else io.out(`${counted(count, 'event')} erased`)
  })
}

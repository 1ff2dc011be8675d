import type { JsonObject } from '../../../shared/commbox/json.ts'
import { isObject } from '../../../shared/commbox/json.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import type { Database } from '../../../shared/store/database.ts'
import { storedEvents } from '../../../shared/store/stored-event.ts'
import type { Role } from './place.ts'

/**
 * Returns what a conversation is to a person: who its customers are, or were.
 *
 * @param items all that is stored about the conversation, also of chats
 */
export async function roleOf(
  { bodies }: Pick<Database, 'bodies'>,
  items: readonly JsonObject[],
  userIds: ReadonlySet<string>,
): Promise<Role> {
  const events = items.filter(({ trigger }) => Object.hasOwn(definitions.Object.triggers, String(trigger)))
  const read = await storedEvents('Object', events, bodies)
  const customers = new Set(
    [
      // The states and events of a conversation, and of those who left its chat.
      ...items.flatMap(({ customerId, customers: all, userId }) => [
        customerId,
        userId,
        ...Object.keys(isObject(all) ? all : {}),
      ]),
      ...read.map((event) => event?.sets?.customerId),
    ].filter((id) => typeof id === 'string'),
  )
  if (![...customers].some((id) => userIds.has(id))) return 'mentioned'
  return [...customers].every((id) => userIds.has(id)) ? 'own' : 'shared'
}

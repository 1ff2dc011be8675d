import type { JsonObject } from '../../../shared/commbox/json.ts'
import { isObject } from '../../../shared/commbox/json.ts'
import { stateRecord } from '../../../shared/dynamodb/table.ts'
import type { Database } from '../../../shared/store/database.ts'
import { storedEvents } from '../../../shared/store/stored-event.ts'
import type { Role } from './place.ts'

/** Returns what a conversation is to a person, from its items: who its customers are, or were. */
export async function roleOf(
  database: Database,
  items: readonly JsonObject[],
  userIds: ReadonlySet<string>,
): Promise<Role> {
  const customers = await customersOf(database, items)
  if (![...customers].some((id) => userIds.has(id))) return 'mentioned'
  return [...customers].every((id) => userIds.has(id)) ? 'own' : 'shared'
}

/** The customers that the state or a stored event names. */
async function customersOf(database: Database, items: readonly JsonObject[]): Promise<Set<string>> {
  const state = items.find(({ record }) => record === stateRecord)
  const events = items.filter(({ record }) => String(record).startsWith('event#'))
  const read = await storedEvents('Object', events, database.bodies)
  return new Set(
    [
      state?.customerId,
      ...(isObject(state?.customers) ? Object.keys(state.customers) : []),
      ...read.map((event) => event?.sets?.customerId),
    ].filter((id) => typeof id === 'string'),
  )
}

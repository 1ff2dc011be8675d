import type { TableDefinition } from '../../dynamodb/table.ts'

/** The details by which a user is recognised. A log-in changes none of them, so it writes none of these indexes. */
const profile = ['firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId', 'locale']

/**
 * Users (customers and agents) by CommBox's id. `phone` is on the state item for the first number and on an
 * item of its own (`phone#2`) for the second, so that one Query finds either.
 */
export const userTable = {
  partitionKey: 'userId',
  indexes: {
    byEmail: { partitionKey: 'email', include: profile },
    byPhone: { partitionKey: 'phone', include: profile },
    byUniqueId: { partitionKey: 'uniqueId', include: profile },
    byPresence: { partitionKey: 'presence', sortKey: 'lastLoginAt', include: profile },
  },
} as const satisfies TableDefinition

/** The partition of `byPresence` that holds everyone who is logged in now. */
export const presentKey = 'loggedIn'

import type { TableDefinition } from '../../dynamodb/table.ts'

/** The details by which a user is recognised. A log-in changes none of them, so it writes none of these indexes. */
const profile = ['firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId', 'locale']

/**
 * Users (customers and agents) by CommBox's id. An item of its own (`contact#<contactKey>`) for each phone number and
 * e-mail address that a user has ever had feeds `byContact`.
 */
export const userTable = {
  partitionKey: 'userId',
  indexes: {
    byContact: { partitionKey: 'contactKey', sortKey: 'knownSince', include: [] },
    byUniqueId: { partitionKey: 'uniqueId', include: profile },
    byPresence: { partitionKey: 'presence', sortKey: 'lastLoginAt', include: profile },
  },
} as const satisfies TableDefinition

/** The partition of `byPresence` that holds everyone who is logged in now. */
export const presentKey = 'loggedIn'

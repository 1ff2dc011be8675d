import { everyItem, type Page } from '../../../shared/client/question.ts'
import { contactKey } from '../../../shared/commbox/index-keys.ts'
import type { Identifiers } from './matcher.ts'
import { type KnownPerson, peopleUnder } from './people.ts'
import type { Stores } from './stores.ts'

/** By what a person is searched, as it was typed. */
export type PersonQuery = {
  userIds: readonly string[]
  phones: readonly string[]
  emails: readonly string[]
  uniqueIds: readonly string[]
}

/** What the indexes know of a person. */
export type Person = Identifiers & {
  /** The contacts that another user has or had as well. They are searched for only if they were typed. */
  ambiguous: readonly string[]
  /** The conversations that the indexes name. */
  objectIds: readonly string[]
}

/**
 * Finds out by the indexes who is meant: the users who have or had what was typed, then every number, address, unique
 * id and account by which these users were known, in their own table and in their conversations.
 */
export async function findPerson(stores: Stores, query: PersonQuery): Promise<Person> {
  const { client, deployment } = stores
  const { conversations, users, chats } = client
  const typed = typedContacts(query, deployment.defaultCountryCode)
  const userIds = new Set(query.userIds)
  const objectIds = new Set<string>()
  for (const contact of typed) {
    const known = await knownBy(stores, contact)
    for (const id of known.userIds) userIds.add(id)
    for (const id of known.objectIds) objectIds.add(id)
  }
  for (const uniqueId of query.uniqueIds)
    for (const { userId } of await all((page) => users.byUniqueId(uniqueId, page))) userIds.add(userId)

  const people: KnownPerson[] = []
  const read = new Set<string>()
  const readOnce = async (entity: 'User' | 'Object', key: string) => {
    if (read.has(`${entity} ${key}`)) return
    read.add(`${entity} ${key}`)
    people.push(...(await peopleUnder(stores, entity, key)))
  }
  // A conversation can name a user whom no index names, and that user has other conversations.
  for (let before = -1; before < read.size; ) {
    before = read.size
    for (const id of objectIds) await readOnce('Object', id)
    for (const { id, contacts } of people) if (contacts.some((key) => typed.has(key))) userIds.add(id)
    for (const id of userIds) {
      if (!read.has(`User ${id}`))
        for (const { objectId } of await all((page) => conversations.ofCustomer(id, page)))
          objectIds.add(objectId)
      await readOnce('User', id)
    }
  }
  const own = people.filter(({ id }) => userIds.has(id))
  const contacts = new Set([...typed, ...own.flatMap((person) => person.contacts)])
  const ambiguous = new Set<string>()
  for (const contact of contacts) {
    const known = await knownBy(stores, contact)
    const isOthers = known.userIds.some((id) => !userIds.has(id))
    if (isOthers) ambiguous.add(contact)
    if (isOthers && !typed.has(contact)) contacts.delete(contact)
    else for (const id of known.objectIds) objectIds.add(id)
  }
  for (const id of userIds) {
    for (const { objectId } of await all((page) => conversations.actionsOf(id, page))) objectIds.add(objectId)
    for (const { objectId } of await all((page) => chats.ofUser(id, page))) objectIds.add(objectId)
  }
  return {
    userIds: [...userIds],
    contacts: [...contacts],
    uniqueIds: [...new Set([...query.uniqueIds, ...own.flatMap((person) => person.uniqueIds)])],
    accounts: [...new Set(own.flatMap((person) => person.accounts))],
    ambiguous: [...ambiguous],
    objectIds: [...objectIds],
  }
}

function typedContacts({ phones, emails }: PersonQuery, code: string | undefined): Set<string> {
  const contacts = [
    ...phones.map((text) => ({ kind: 'phone', text }) as const),
    ...emails.map((text) => ({ kind: 'email', text }) as const),
  ]
  return new Set(contacts.flatMap((contact) => contactKey(contact, code) ?? []))
}

/** The users and the conversations that the indexes name for a contact key. */
async function knownBy({ client: { users, conversations } }: Stores, key: string) {
  const text = key.slice(key.indexOf(':') + 1)
  // With a plus it is read as it is: the key has the country already.
  const by = key.startsWith('phone:') ? 'byPhone' : 'byEmail'
  const typed = by === 'byPhone' ? `+${text}` : text
  const [ofUsers, ofConversations] = await Promise.all([
    all((page) => users[by](typed, page)),
    all((page) => conversations[by](typed, page)),
  ])
  return {
    userIds: ofUsers.map(({ userId }) => userId),
    objectIds: ofConversations.map(({ objectId }) => objectId),
  }
}

function all<Item>(ask: (page: { cursor: string | undefined }) => Promise<Page<Item>>): Promise<Item[]> {
  return Array.fromAsync(everyItem((cursor) => ask({ cursor })))
}

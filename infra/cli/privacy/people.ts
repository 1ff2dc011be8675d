import * as v from 'valibot'
import { withPayloads } from '../../../shared/client/payloads.ts'
import { contactKey } from '../../../shared/commbox/index-keys.ts'
import { isObject, type JsonObject } from '../../../shared/commbox/json.ts'
import { id, lookUp, unpacked } from '../../../shared/commbox/values.ts'
import { contactFields, contactsOf } from '../../../shared/entities/contacts.ts'
import { storedItems } from '../../../shared/store/stored-event.ts'
import type { Stores } from './stores.ts'

/** What a payload says of a person. */
export type KnownPerson = { id: string; contacts: string[]; uniqueIds: string[]; accounts: string[] }

const schema = v.object({ Id: id, UniqueID: lookUp, ...contactFields })
const details = ['UniqueID', ...Object.keys(contactFields)]

/** Returns everyone whose details are in a payload: the user that it is about, or those in it. */
export function peopleIn(payload: JsonObject, defaultCountryCode: string | undefined): KnownPerson[] {
  const people: KnownPerson[] = []
  const walk = (value: unknown) => {
    const part = unpacked(value)
    if (Array.isArray(part)) part.forEach(walk)
    if (!isObject(part)) return
    if (details.some((name) => name in part)) people.push(...personIn(part, defaultCountryCode))
    Object.values(part).forEach(walk)
  }
  walk(payload)
  return people
}

function personIn(part: JsonObject, defaultCountryCode: string | undefined): KnownPerson[] {
  const person = v.parse(schema, part)
  if (!person.Id) return []
  const known = contactsOf(person)
  const contacts = known.flatMap((contact) => contactKey(contact, defaultCountryCode) ?? [])
  const texts = new Set(known.map(({ text }) => text))
  const accounts = (person.Identity ?? []).flatMap(({ StreamProviderId: account }) =>
    account && !texts.has(account) ? [account] : [],
  )
  return [{ id: person.Id, contacts, uniqueIds: person.UniqueID ? [person.UniqueID] : [], accounts }]
}

/** Returns everyone whose details are in the events of a user or a conversation. */
export async function peopleUnder(
  { databaseOf, deployment }: Stores,
  entity: 'User' | 'Object',
  key: string,
): Promise<KnownPerson[]> {
  const database = databaseOf(entity)
  const people: KnownPerson[] = []
  for await (const item of storedItems(database, key, { prefix: 'event#' })) {
    const [event] = await withPayloads([item], database.bodies, () => true)
    const payload: JsonObject = isObject(event?.payload) ? event.payload : {}
    people.push(...peopleIn(payload, deployment.defaultCountryCode))
  }
  return people
}

import * as v from 'valibot'
import { streamProviders } from '../commbox/enums.ts'
import { findByName } from '../commbox/names.ts'
import { lookUp, oneOrMany, text } from '../commbox/values.ts'
import type { Contact } from '../events/draft.ts'

/** A person on one channel: `StreamProviderId` is the provider's own id of the person. */
const identitySchema = v.looseObject({
  UserName: lookUp,
  StreamProviderType: text,
  StreamProviderId: lookUp,
  StreamProviderEmail: lookUp,
})

/** By what a person is reached: the same fields in every payload that has a person's details. */
export const contactFields = {
  Identity: oneOrMany(identitySchema),
  Phone1: lookUp,
  Phone2: lookUp,
  Email: lookUp,
}

const personSchema = v.object(contactFields)

/** The providers whose ids of people are phone numbers or e-mail addresses. Source: CommBox's StreamProviderType. */
const kindOfProvider: Readonly<Record<string, Contact['kind']>> = {
  Telephone: 'phone',
  WhatsApp: 'phone',
  WhatsAppCloud: 'phone',
  Mail: 'email',
  Microsoft365: 'email',
  Gmail: 'email',
}

/** A person has a few; more than these in one payload are not indexed. */
const mostContacts = 20

/** Returns every phone number and e-mail address that a person's details contain, the person's own before those of identities. */
export function contactsOf(person: v.InferOutput<typeof personSchema>): Contact[] {
  const { Phone1, Phone2, Email, Identity = [] } = person
  return [
    ...contact('phone', Phone1),
    ...contact('phone', Phone2),
    ...contact('email', Email),
    ...Identity.flatMap(({ StreamProviderType, StreamProviderId, StreamProviderEmail }) => [
      ...contact(kindOf(StreamProviderType), StreamProviderId),
      ...contact('email', StreamProviderEmail),
    ]),
  ].slice(0, mostContacts)
}

function contact(kind: Contact['kind'] | undefined, value: string | null | undefined): Contact[] {
  return kind && value ? [{ kind, text: value }] : []
}

/** What a provider's ids are, if they are one of these. CommBox gives the provider's number or its name. */
function kindOf(provider: string | null | undefined): Contact['kind'] | undefined {
  if (!provider) return undefined
  const name = findByName(Object.keys(kindOfProvider), streamProviders[provider] ?? provider)
  return name === undefined ? undefined : kindOfProvider[name]
}

import * as v from 'valibot'
import { contactKey } from '../commbox/index-keys.ts'
import type { Entity } from '../commbox/names.ts'
import type { Contact } from '../events/draft.ts'
import type { Question } from './question.ts'
import type { Source } from './source.ts'

/** The attributes of an item that finds a thing by a phone number or an e-mail address. */
export const contactFields = {
  /** `phone:<digits>` or `email:<address in lower case>`. */
  contactKey: v.string(),
  /** The time of the earliest event that had it. */
  knownSince: v.string(),
}

/** The question which things are known by a phone number or an e-mail address. One without a key finds nothing. */
export function contactQuestion<Item>(
  { defaultCountryCode }: Source,
  pipeline: Entity,
  contact: Contact,
  item: v.GenericSchema<unknown, Item>,
): Question<Item> {
  const of = contactKey(contact, defaultCountryCode) ?? contact.kind
  return { pipeline, index: 'byContact', of, item, isOfIndexItems: true }
}

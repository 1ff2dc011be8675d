import * as v from 'valibot'
import { cutText } from '../../commbox/text.ts'
import { id, lookUp } from '../../commbox/values.ts'
import type { Contact, Registers } from '../../events/draft.ts'
import { contactFields, contactsOf } from '../contacts.ts'
import { longestName } from '../tagging.ts'

/** The details of a user, as messages carry them. */
export const personSchema = v.looseObject({
  Id: id,
  FirstName: lookUp,
  LastName: lookUp,
  ...contactFields,
})
export type Person = v.InferOutput<typeof personSchema>

/**
 * Says who the customer of a conversation is. `sets` has what is said of that customer under the customer's id, so
 * that nothing of one person is ever shown beside the id of another; `contacts` has the customer's numbers and
 * addresses. Empty if the person is not the customer: user 0 is the system, and a user with the id of the manager who
 * wrote the message is that agent.
 */
export function customerDraft(
  person: Person | undefined,
  managerId: string | null | undefined,
): { sets?: Registers; contacts?: Contact[] } {
  if (!person?.Id || person.Id === managerId) return {}
  return { sets: customerRegisters(person, person.Id), contacts: contactsOf(person) }
}

function customerRegisters(person: Person, customerId: string): Registers {
  const details = {
    name: firstKnown(fullName(person), ...(person.Identity ?? []).map(({ UserName }) => UserName)),
    phone: firstKnown(person.Phone1, person.Phone2),
    email: person.Email,
  }
  const ofCustomer = Object.entries(details).map(([name, value]) => [
    `customers.${customerId}.${name}`,
    value ? cutText(value, longestName) : value,
  ])
  return { customerId, ...Object.fromEntries(ofCustomer) }
}

function fullName({ FirstName, LastName }: Person): string | null | undefined {
  if (FirstName === undefined && LastName === undefined) return undefined
  return [FirstName, LastName].filter(Boolean).join(' ') || null
}

/** The first that is set; null if one is carried and empty; undefined if none is carried. */
function firstKnown(...values: (string | null | undefined)[]): string | null | undefined {
  return values.find(Boolean) ?? (values.includes(null) ? null : undefined)
}

import * as v from 'valibot'
import { cutText } from '../../commbox/text.ts'
import { id, lookUp, part } from '../../commbox/values.ts'
import type { Registers } from '../../events/draft.ts'
import { longestName } from '../tagging.ts'

/** The details of a user, as messages carry them. */
export const personSchema = v.looseObject({
  Id: id,
  Identity: part(v.looseObject({ UserName: lookUp })),
  FirstName: lookUp,
  LastName: lookUp,
  Phone1: lookUp,
  Phone2: lookUp,
  Email: lookUp,
})
export type Person = v.InferOutput<typeof personSchema>

/**
 * Who the customer of a conversation is, and what is said of that customer: under the customer's id, so that
 * nothing of one person ever stands beside the id of another. User 0 is the system. `User` is the agent if it is
 * whoever wrote the message (source: the contract's `User.Id` equal to `ManagerId`).
 */
export function customerRegisters(
  person: Person | undefined,
  managerId: string | null | undefined,
): Registers {
  if (!person?.Id || person.Id === managerId) return {}
  const details = {
    name: firstKnown(fullName(person), person.Identity?.UserName),
    phone: firstKnown(person.Phone1, person.Phone2),
    email: person.Email,
  }
  const ofCustomer = Object.entries(details).map(([name, value]) => [
    `customers.${person.Id}.${name}`,
    value ? cutText(value, longestName) : value,
  ])
  return { customerId: person.Id, ...Object.fromEntries(ofCustomer) }
}

function fullName({ FirstName, LastName }: Person): string | null | undefined {
  if (FirstName === undefined && LastName === undefined) return undefined
  return [FirstName, LastName].filter(Boolean).join(' ') || null
}

/** The first that is set; null if one is carried and empty; undefined if none is carried. */
function firstKnown(...values: (string | null | undefined)[]): string | null | undefined {
  return values.find(Boolean) ?? (values.includes(null) ? null : undefined)
}

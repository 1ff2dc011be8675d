import * as v from 'valibot'
import { id, lookUp, part } from '../../commbox/values.ts'
import type { Registers } from '../../events/register.ts'

/** The customer's file, as messages carry it. */
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

/** Who the customer of a conversation is. User 0 is the system, and nobody's file. */
export function customerRegisters(person: Person | undefined): Registers {
  if (!person?.Id) return {}
  return {
    customerId: person.Id,
    customerName: firstKnown(fullName(person), person.Identity?.UserName),
    customerPhone: firstKnown(person.Phone1, person.Phone2),
    customerEmail: person.Email,
  }
}

function fullName({ FirstName, LastName }: Person): string | null | undefined {
  if (FirstName === undefined && LastName === undefined) return undefined
  return [FirstName, LastName].filter(Boolean).join(' ') || null
}

/** The first that is set; null where one is carried and empty; undefined where none is carried. */
function firstKnown(...values: (string | null | undefined)[]): string | null | undefined {
  return values.find(Boolean) ?? (values.includes(null) ? null : undefined)
}

import * as v from 'valibot'
import { contactFields } from './contact.ts'
import { eventFields, map, maybe, maybeText, stateFields, tagChangeFields, taggedFields } from './item.ts'

const profileFields = {
  userId: v.string(),
  firstName: maybeText,
  lastName: maybeText,
  email: maybeText,
  phone1: maybeText,
  phone2: maybeText,
  /** What an agent typed in. */
  uniqueId: maybeText,
  locale: maybeText,
}

/** What is true of a user now: a customer or an agent. */
export const user = v.object({
  ...profileFields,
  ...stateFields,
  remarks: maybeText,
  /** The organisation's own fields. */
  content: maybe(map),
  loggedIn: maybe(v.boolean()),
  lastLoginAt: maybeText,
  lastLogoutAt: maybeText,
  ...taggedFields,
})
export type User = v.InferOutput<typeof user>

/** A change of a user. `payload` has the profile as CommBox sent it. */
export const userEvent = v.object({ userId: v.string(), ...eventFields, ...tagChangeFields })
export type UserEvent = v.InferOutput<typeof userEvent>

/** A user in a list; `get` returns the rest. */
export const listed = v.object(profileFields)
export type ListedUser = v.InferOutput<typeof listed>

/** A user who has, or had, a phone number or an e-mail address. */
export const known = v.object({ userId: v.string(), ...contactFields })
export type KnownUser = v.InferOutput<typeof known>

/** An agent who is logged in. */
export const present = v.object({ ...profileFields, lastLoginAt: v.string() })
export type PresentAgent = v.InferOutput<typeof present>

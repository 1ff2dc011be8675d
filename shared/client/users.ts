import * as v from 'valibot'
import { presentKey } from '../entities/user/table.ts'
import { eventFields, map, maybe, maybeText, tagChangeFields, taggedFields } from './item.ts'
import { ask, type Ordered, type Paging, stateOf } from './question.ts'
import { scanStates } from './scan.ts'
import type { Source } from './source.ts'
import { type EventOptions, eventsIn, type Span } from './span.ts'

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

/** What is true of a user, a customer or an agent, now. */
const user = v.object({
  ...profileFields,
  updatedAt: maybeText,
  remarks: maybeText,
  /** The organisation's own fields. */
  content: maybe(map),
  loggedIn: maybe(v.boolean()),
  lastLoginAt: maybeText,
  lastLogoutAt: maybeText,
  ...taggedFields,
})
export type User = v.InferOutput<typeof user>

/** The profile as it came is the payload. */
const userEvent = v.object({ userId: v.string(), ...eventFields, ...tagChangeFields })
export type UserEvent = v.InferOutput<typeof userEvent>

const listed = v.object({
  ...profileFields,
  /** Of a search by phone: `state` where the first number is the one, `phone#2` where the second is. */
  record: v.string(),
})
/** A user in a list: `get` has the rest. */
export type ListedUser = v.InferOutput<typeof listed>

const present = v.object({ ...profileFields, lastLoginAt: v.string() })
/** An agent who is logged in. */
export type PresentAgent = v.InferOutput<typeof present>

/** Questions about users: customers and agents. */
export function users(source: Source) {
  const list = (index: string, of: string, paging: Paging) =>
    ask(source, { pipeline: 'User', index, of: of.trim(), item: listed }, paging)
  const events = (userId: string, options: EventOptions = {}) =>
    ask(
      source,
      { pipeline: 'User', of: userId, sort: eventsIn(options), triggers: options.triggers, item: userEvent },
      options,
    )
  return {
    /** A user as CommBox last told. */
    get: (userId: string) => stateOf(source, { pipeline: 'User', of: userId, item: user }),

    /** The users with an e-mail address, capitals as they were told. */
    byEmail: (email: string, paging: Paging = {}) => list('byEmail', email, paging),

    /** The users with a phone number, be it their first or their second. */
    byPhone: (phone: string, paging: Paging = {}) => list('byPhone', phone, paging),

    byUniqueId: (uniqueId: string, paging: Paging = {}) => list('byUniqueId', uniqueId, paging),

    /** The agents who are logged in now; whoever logged in first comes first. */
    loggedIn: (paging: Ordered = {}) =>
      ask(source, { pipeline: 'User', index: 'byPresence', of: presentKey, item: present }, paging),

    /** Reads every user, in no particular order. A Scan of the whole table, for small tables and rare reports. */
    scan: () => scanStates(source, { pipeline: 'User', item: user }),

    /** Everything that happened to a user. */
    events,

    /** An agent's log-ins and log-outs. A page can be short, since changes of the profile are read over. */
    presence: (userId: string, options: Ordered & Span = {}) =>
      events(userId, { ...options, triggers: ['Login', 'Logout'] }),
  }
}

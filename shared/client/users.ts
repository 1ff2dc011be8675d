import { presentKey } from '../entities/user/table.ts'
import type { Contact } from '../events/draft.ts'
import { contactQuestion } from './contact.ts'
import { idKey } from './key.ts'
import { ask, newestFirst, type Ordered, type Paging, stateOf } from './question.ts'
import { scanStates } from './scan.ts'
import type { Source } from './source.ts'
import { type EventOptions, eventsIn, type Span } from './span.ts'
import { known, listed, present, user, userEvent } from './user-items.ts'

/** Answers questions about users: customers and agents. */
export function users(source: Source) {
  const byContact = (contact: Contact, paging: Ordered) =>
    ask(source, contactQuestion(source, 'User', contact, known), newestFirst(paging))
  const events = (userId: string, options: EventOptions = {}) =>
    ask(
      source,
      {
        pipeline: 'User',
        of: idKey(userId),
        sort: eventsIn(options),
        triggers: options.triggers,
        item: userEvent,
      },
      options,
    )
  return {
    /** Returns a user as it is now. */
    get: (userId: string) => stateOf(source, { pipeline: 'User', of: idKey(userId), item: user }),

    /** Returns the users who have, or had, an e-mail address in any case, the last known first. */
    byEmail: (email: string, paging: Ordered = {}) => byContact({ kind: 'email', text: email }, paging),

    /** Returns the users who have, or had, a phone number as people write it, the last known first. */
    byPhone: (phone: string, paging: Ordered = {}) => byContact({ kind: 'phone', text: phone }, paging),

    /** Returns the users with a unique id, as an agent typed it in. */
    byUniqueId: (uniqueId: string, paging: Paging = {}) =>
      ask(source, { pipeline: 'User', index: 'byUniqueId', of: uniqueId.trim(), item: listed }, paging),

    /** Returns the agents who are logged in now, in the order in which they logged in. */
    loggedIn: (paging: Ordered = {}) =>
      ask(source, { pipeline: 'User', index: 'byPresence', of: presentKey, item: present }, paging),

    /** Reads every user, in no particular order. A Scan of the whole table, for small tables and rare reports. */
    scan: () => scanStates(source, { pipeline: 'User', item: user }),

    /** Returns everything that happened to a user. */
    events,

    /** Returns an agent's log-ins and log-outs. A page can be short: changes of the profile are filtered out. */
    presence: (userId: string, options: Ordered & Span = {}) =>
      events(userId, { ...options, triggers: ['Login', 'Logout'] }),
  }
}

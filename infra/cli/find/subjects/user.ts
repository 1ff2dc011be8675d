import { type Subject, withStates } from '../subject.ts'
import { agents } from './lists.ts'

/** What `find` asks about users and agents. */
export const userSubjects: readonly Subject[] = [
  {
    name: 'users',
    description: 'query users by e-mail, phone or unique id, and who is logged in',
    selectors: [
      {
        flag: '--email <address>',
        description: 'who have or had an e-mail address',
        ask: ({ users }, address, asked) =>
          withStates(users.byEmail(address, asked), ({ userId }) => users.get(userId)),
      },
      {
        flag: '--phone <number>',
        description: 'who have or had a phone number',
        ask: ({ users }, number, asked) =>
          withStates(users.byPhone(number, asked), ({ userId }) => users.get(userId)),
      },
      {
        flag: '--unique-id <text>',
        description: 'with a unique id, as an agent typed it in',
        ask: ({ users }, id, asked) => users.byUniqueId(id, asked),
      },
      {
        flag: '--logged-in',
        description: 'agents who are logged in now',
        ask: ({ users }, _value, asked) => users.loggedIn(asked),
      },
    ],
    columns: ['userId', 'firstName', 'lastName', 'email', 'phone1', 'phone2', 'uniqueId', 'lastLoginAt'],
    example: '--email bestagent@commbox.io',
  },
  agents,
  {
    name: 'sessions',
    description: "list an agent's log-ins and log-outs",
    selectors: [
      {
        flag: '--agent <id>',
        description: 'of an agent',
        ask: ({ users }, id, asked) => users.presence(id, asked),
      },
    ],
    columns: ['occurredAt', 'trigger', 'userId'],
    hasSpan: true,
    example: '--agent 23571002',
  },
]
